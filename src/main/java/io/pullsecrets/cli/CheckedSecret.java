package io.pullsecrets.cli;

import io.pullsecrets.index.StoredSecret;
import io.pullsecrets.registry.ExpiringToken;
import io.pullsecrets.registry.Finding;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.RegistryCredential;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that a check found.
 *
 * @param secret the Secret it is about
 * @param level how bad it is
 * @param code what it is; the code of a {@link Finding}, or one about tokens' ages
 * @param key the registry key it is about; empty if it is about the whole
 * @param sentence what is wrong and the way out
 */
record CheckedSecret(PullSecret secret, Level level, String code, String key, String sentence) {
  /** For how long Amazon's registry takes a token. */
  private static final Duration LIFE_OF_ECR_TOKEN = Duration.ofHours(12);

  private static final String ECR_HOST = ".*\\.dkr[.-]ecr\\..*";

  /** How bad it is. */
  enum Level {
    /** It can't be used, or not for what it is meant for. */
    ERROR,
    /** It works, and may surprise. */
    WARNING,
    /** Nothing that is known to be wrong, and no finding: it couldn't be looked into. */
    UNKNOWN
  }

  /** Everything that is to be said of a Secret. */
  static List<CheckedSecret> of(StoredSecret stored, Instant now) {
    List<CheckedSecret> found = new ArrayList<>();
    PullSecret secret = stored.secret();
    for (Finding each : secret.findings()) {
      Level level = Level.valueOf(each.code().severity().name());
      found.add(new CheckedSecret(secret, level, each.code().code(), each.key(), each.sentence()));
    }
    for (ExpiringToken each : stored.tokens()) {
      Instant end = Instant.ofEpochSecond(each.expiry());
      if (!end.isAfter(now)) {
        found.add(
            new CheckedSecret(
                secret,
                Level.ERROR,
                "token-expired",
                each.key().text(),
                "The token for "
                    + each.key().text()
                    + " has expired at "
                    + end
                    + "; write a new one into the Secret."));
      }
    }
    for (RegistryCredential each : secret.repaired().credentials()) {
      if (!each.empty()
          && each.key().host().matches(ECR_HOST)
          && stored.tokens().stream().noneMatch(token -> token.key().equals(each.key()))) {
        ageOfEcrToken(stored, each.key().text(), now).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<CheckedSecret> ageOfEcrToken(
      StoredSecret stored, String key, Instant now) {
    Optional<Instant> written = stored.written().flatMap(CheckedSecret::time);
    Optional<Instant> created = stored.created().flatMap(CheckedSecret::time);
    Instant oldestValid = now.minus(LIFE_OF_ECR_TOKEN);
    if (written.filter(each -> each.isBefore(oldestValid)).isPresent()) {
      return Optional.of(
          new CheckedSecret(
              stored.secret(),
              Level.ERROR,
              "token-expired",
              key,
              "Tokens for "
                  + key
                  + " last twelve hours, and this one was written at "
                  + written.get()
                  + "; write a new one, and have something renew it."));
    }
    if (written.or(() -> created).filter(each -> !each.isBefore(oldestValid)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new CheckedSecret(
            stored.secret(),
            Level.UNKNOWN,
            "token-age-unknown",
            key,
            "Tokens for "
                + key
                + " last twelve hours, and "
                + created
                    .map(
                        each ->
                            "the Secret was made at "
                                + each
                                + "; whether it was renewed since, kubectl get tells only with"
                                + " --show-managed-fields.")
                    .orElse("nothing says when this one was written.")));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  String levelText() {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
