package io.pullsecrets.admission;

import io.pullsecrets.injection.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text that says which pull secret serves which registry: {@code
 * SECRET=REGISTRY+REGISTRY,SECRET=REGISTRY}. Neither names of Secrets nor those of registries can
 * hold one of the three signs. It is of bounded length, and what has no room is counted: {@code
 * 3-more}, which is no registry's name, and as an entry has no {@code =}.
 */
final class ServedRegistries {
  /** In characters, which are all ASCII: enough for some thirty Secrets, and still to be read. */
  static final int MAX_LENGTH = 2048;

  /** So that one Secret for very many registries doesn't take the room of all others. */
  static final int MAX_REGISTRIES = 512;

  private static final int ROOM_FOR_MORE = ",99999-more".length();

  /** What {@link #entry} writes, as far as an entry of a stranger can be told from one of ours. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "([a-z0-9][a-z0-9.-]{0,252})=[A-Za-z0-9.:\\[\\]+-]{1," + MAX_REGISTRIES + "}");

  private static final Pattern MORE = Pattern.compile("([0-9]{1,5})-more");

  private ServedRegistries() {}

  /** The text for these pull secrets. */
  static String of(List<Verdict> added) {
    List<String> entries = new ArrayList<>(added.size());
    for (Verdict each : added) {
      entries.add(entry(each));
    }
    return join(entries, 0);
  }

  /**
   * The text for a pod that has one already, as it has when the API server asks again, or when
   * somebody has made it out of another pod's manifest. Of that text, entries are kept if they can
   * be true.
   *
   * @param earlier the text that the pod has
   * @param listed the pull secrets that the pod lists
   * @param added those that come to them
   */
  static String extended(String earlier, Collection<String> listed, List<Verdict> added) {
    Set<String> before = new HashSet<>(listed); // a stranger's text may have very many entries
    Set<String> now = added.stream().map(Verdict::secret).collect(Collectors.toSet());
    Map<String, String> entries = new LinkedHashMap<>();
    int more = 0;
    for (String part : earlier.split(",", -1)) {
      Matcher entry = ENTRY.matcher(part);
      Matcher number = MORE.matcher(part);
      if (entry.matches() && before.contains(entry.group(1)) && !now.contains(entry.group(1))) {
        entries.put(entry.group(1), part);
      } else if (number.matches()) {
        more = Integer.parseInt(number.group(1));
      }
    }
    added.forEach(each -> entries.put(each.secret(), entry(each)));
    return join(List.copyOf(entries.values()), more);
  }

  private static String join(List<String> entries, int leftOutBefore) {
    StringBuilder text = new StringBuilder();
    int told = 0;
    while (told < entries.size()
        && text.length() + 1 + entries.get(told).length() + ROOM_FOR_MORE <= MAX_LENGTH) {
      append(text, ',', entries.get(told));
      told++;
    }
    int more = leftOutBefore + entries.size() - told;
    if (more > 0) {
      append(text, ',', more(more));
    }
    return text.toString();
  }

  private static String entry(Verdict verdict) {
    StringBuilder registries = new StringBuilder();
    List<String> all = verdict.registries();
    int told = 0;
    while (told < all.size()
        && registries.length() + 1 + all.get(told).length() + ROOM_FOR_MORE <= MAX_REGISTRIES) {
      append(registries, '+', all.get(told));
      told++;
    }
    if (told < all.size()) {
      append(registries, '+', more(all.size() - told));
    }
    return verdict.secret() + "=" + registries;
  }

  private static String more(int count) {
    return Math.min(count, 99_999) + "-more";
  }

  private static void append(StringBuilder text, char sign, String part) {
    if (!text.isEmpty()) {
      text.append(sign);
    }
    text.append(part);
  }
}
