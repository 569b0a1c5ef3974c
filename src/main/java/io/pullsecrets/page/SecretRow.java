package io.pullsecrets.page;

import io.pullsecrets.registry.PullSecret;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One Secret with what it serves and what is wrong with it.
 *
 * @param name its name
 * @param badge what it is to pods
 * @param audience for whom it is, or why for nobody
 * @param keys the registries and paths for which it gives the kubelet a credential, the first ones
 * @param moreKeys how many there are beyond these
 * @param copies how many copies there should be and are; empty if this replica doesn't know
 * @param findings what its owner should know, in the words of {@code check}
 * @param events the same in the words of its Events; none on a replica that doesn't lead
 */
public record SecretRow(
    String name,
    Badge badge,
    String audience,
    List<String> keys,
    int moreKeys,
    Optional<String> copies,
    List<FindingRow> findings,
    List<FindingRow> events) {
  private static final int SHOWN_KEYS = 8;

  public SecretRow {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(badge, "badge");
    Objects.requireNonNull(audience, "audience");
    keys = List.copyOf(keys);
    Objects.requireNonNull(copies, "copies");
    findings = List.copyOf(findings);
    events = List.copyOf(events);
  }

  /**
   * A row about a Secret.
   *
   * @param served the Secret as the kubelet gets it: a copy's content, if it is copied
   */
  static SecretRow of(
      PullSecret secret,
      PullSecret served,
      Badge badge,
      String audience,
      Optional<String> copies,
      List<FindingRow> events) {
    List<String> keys =
        served.credentials().stream().map(each -> each.key().text()).distinct().toList();
    return new SecretRow(
        Names.printable(secret.name()),
        badge,
        audience,
        keys.subList(0, Math.min(SHOWN_KEYS, keys.size())),
        Math.max(0, keys.size() - SHOWN_KEYS),
        copies,
        secret.findings().stream().map(FindingRow::of).toList(),
        events);
  }
}
