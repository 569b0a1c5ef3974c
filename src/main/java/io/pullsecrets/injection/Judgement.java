package io.pullsecrets.injection;

import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import io.pullsecrets.injection.Verdict.Outcome;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.ImageAddress;
import io.pullsecrets.registry.Match;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One decision in the making: what the kubelet would have for each image so far. */
final class Judgement {
  private final PodImages pod;
  private final Candidates candidates;

  /** By registry. */
  private final List<Pull> pulls = new ArrayList<>();

  private final Set<String> listed = new HashSet<>();
  private final SortedMap<String, PullSecret> clusterWide;
  private final Set<String> judged = new HashSet<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Verdict> added = new ArrayList<>();
  private Optional<String> malformedImage = Optional.empty();

  Judgement(PodImages pod, Candidates candidates) {
    this.pod = pod;
    this.candidates = candidates;
    for (String image : new LinkedHashSet<>(pod.images())) {
      try {
        pulls.add(new Pull(ImageReference.parse(image)));
      } catch (InvalidImageReferenceException e) {
        // The API server lets it through and the kubelet won't: there is nothing to match.
        malformedImage = malformedImage.or(() -> Optional.ofNullable(e.getMessage()));
      }
    }
    pulls.sort(Comparator.comparing(pull -> pull.registry));
    clusterWide = copies(hits(candidates.clusterWide()));
    for (String name : pod.pullSecrets()) {
      if (listed.add(name)) {
        candidates
            .present()
            .find(name)
            .or(() -> Optional.ofNullable(clusterWide.get(name)))
            .ifPresent(this::count);
      }
    }
  }

  Decision decision() {
    hits(candidates.declared()).forEach((name, secret) -> judge(name, Origin.PROJECT, secret));
    clusterWide.forEach((name, secret) -> judge(name, Origin.CLUSTER_WIDE, secret));
    Optional<String> warning = Warnings.of(pod, candidates).or(() -> malformedImage);
    return added.isEmpty() ? leave(warning) : new Decision.Inject(added, verdicts, warning);
  }

  /**
   * Cluster-wide Secrets by the name that their copies have in the namespace: the source's own,
   * unless a Secret with other credentials has it there.
   */
  private SortedMap<String, PullSecret> copies(SortedMap<String, PullSecret> sources) {
    SortedMap<String, PullSecret> copies = new TreeMap<>();
    sources.forEach(
        (name, source) ->
            copies.put(isTaken(name, source) ? CopyName.derived(name) : name, source));
    return copies;
  }

  /** The Secrets of an index with a key for one of the images, by name. */
  private SortedMap<String, PullSecret> hits(PullSecretIndex index) {
    SortedMap<String, PullSecret> hits = new TreeMap<>();
    for (Pull pull : pulls) {
      for (PullSecret secret : index.candidates(pull.address)) {
        hits.put(secret.name(), secret);
      }
    }
    return hits;
  }

  private void judge(String name, Origin origin, PullSecret secret) {
    if (!judged.add(name)) {
      return; // The project's own Secret and the cluster-wide one of that name are one name.
    }
    List<String> registries = new ArrayList<>();
    boolean harms = false;
    boolean suppressed = false;
    for (Pull pull : pulls) {
      Match match = secret.match(pull.address);
      switch (match.kind()) {
        case NONE -> {}
        case DIRECT -> {
          harms |= pull.servedByFallback && !pull.matched;
          if (match.givesCredential()) {
            pull.addRegistryTo(registries);
          }
        }
        case DOCKER_HUB_FALLBACK -> {
          suppressed |= pull.matched;
          if (match.givesCredential() && !pull.matched) {
            pull.addRegistryTo(registries);
          }
        }
      }
    }
    Outcome outcome;
    if (listed.contains(name)) {
      outcome = Outcome.ALREADY_LISTED;
    } else if (candidates.switchedOff().contains(name)) {
      outcome = Outcome.SWITCHED_OFF;
    } else if (isTaken(name, secret)) {
      outcome = Outcome.NAME_TAKEN;
    } else if (harms) {
      outcome = Outcome.WOULD_SUPPRESS;
    } else if (registries.isEmpty()) {
      outcome = suppressed ? Outcome.SUPPRESSED : Outcome.NO_CREDENTIAL;
    } else if (!mayName(name)) {
      outcome = Outcome.NOT_MOUNTABLE;
    } else {
      outcome = Outcome.ADDED;
    }
    Verdict verdict = new Verdict(name, origin, outcome, registries);
    verdicts.add(verdict);
    if (outcome == Outcome.ADDED) {
      added.add(verdict);
      count(secret);
    }
  }

  /** Whether the kubelet would find other credentials under the name. */
  private boolean isTaken(String name, PullSecret secret) {
    return candidates
        .present()
        .find(name)
        .filter(there -> !there.credentialsDigest().equals(secret.credentialsDigest()))
        .isPresent();
  }

  /** From here on the Secret is one of those that the kubelet will read for this pod. */
  private void count(PullSecret secret) {
    for (Pull pull : pulls) {
      switch (secret.match(pull.address).kind()) {
        case NONE -> {}
        case DIRECT -> pull.matched = true;
        case DOCKER_HUB_FALLBACK -> pull.servedByFallback = true;
      }
    }
  }

  /** The API server would refuse the pod for any other name. */
  private boolean mayName(String secret) {
    ServiceAccount account = candidates.serviceAccounts().get(pod.serviceAccount());
    return account == null
        || !account.enforcesMountableSecrets()
        || account.imagePullSecrets().contains(secret);
  }

  private Decision leave(Optional<String> warning) {
    if (!verdicts.isEmpty()) {
      Reason reason =
          verdicts.stream().anyMatch(each -> each.outcome() != Outcome.ALREADY_LISTED)
              ? Reason.HELD_BACK
              : Reason.ALREADY_LISTED;
      BoundedText sentences = new BoundedText();
      sentences.join("; ", verdicts, each -> sentences.add(each.sentence()));
      return new Decision.Leave(reason, sentences.add(".").toString(), verdicts, warning);
    }
    if (candidates.declared().secrets().isEmpty() && candidates.clusterWide().secrets().isEmpty()) {
      return new Decision.Leave(
          Reason.NO_CANDIDATES, "No pull secret is declared for this project.", verdicts, warning);
    }
    return new Decision.Leave(
        Reason.NO_MATCH,
        "No declared pull secret has a key for one of the pod's images.",
        verdicts,
        warning);
  }

  /** What the kubelet would find for one image in the Secrets counted so far. */
  private static final class Pull {
    /** One text for all Secrets that serve it: it may be long. */
    private final String registry;

    private final ImageAddress address;

    /** A key matches, so that the kubelet doesn't look at {@code index.docker.io} any more. */
    private boolean matched;

    /** There are credentials under {@code index.docker.io}, of use as long as nothing matched. */
    private boolean servedByFallback;

    Pull(ImageReference image) {
      this.registry = image.registry();
      this.address = ImageAddress.of(image);
    }

    /** Once for all images of a registry: they come one behind the other. */
    void addRegistryTo(List<String> registries) {
      if (registries.isEmpty() || !registries.get(registries.size() - 1).equals(registry)) {
        registries.add(registry);
      }
    }
  }
}
