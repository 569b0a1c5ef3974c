package io.pullsecrets.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What kinds of registries want in a Secret. */
enum RegistryKind {
  /** Google's registries with a service account's key. */
  GCR(
      "_json_key",
      null,
      "Google's Artifact Registry or Container Registry, with the JSON key of a service account.",
      "kubectl pull-secrets secret gcr gcr-credentials --cluster-wide --server"
          + " europe-docker.pkg.dev,eu.gcr.io --key-file key.json"),
  /** NVIDIA's registry. */
  NGC(
      "$oauthtoken",
      "nvcr.io",
      "NVIDIA's NGC (nvcr.io), with an API key.",
      "kubectl pull-secrets secret ngc ngc-credentials --cluster-wide --key-file ngc-key.txt"),
  /** Amazon's registry. */
  ECR(
      "AWS",
      null,
      "Amazon's ECR, with the token that aws ecr get-login-password prints. It lasts 12 hours.",
      "aws ecr get-login-password | kubectl pull-secrets secret ecr ecr -n runai-nlp --server"
          + " 123456789012.dkr.ecr.eu-west-1.amazonaws.com"),
  /** Docker Hub. */
  DOCKERHUB(
      null,
      "https://index.docker.io/v1/",
      "Docker Hub, with a user's access token.",
      "kubectl pull-secrets secret dockerhub docker-hub --cluster-wide --username acme --key-file"
          + " token.txt"),
  /** Any other. */
  GENERIC(
      null,
      null,
      "Any registry, with a username and a password.",
      "kubectl pull-secrets secret generic team -n runai-nlp --server reg.example.com:5000/nlp"
          + " --username robot --key-file password.txt");

  private static final Pattern SERVICE_ACCOUNT_KEY =
      Pattern.compile(
          "(?s)\\s*\\{.*\"type\"\\s*:\\s*\"(service_account|external_account)\".*\\}\\s*");

  private final @Nullable String user;
  private final @Nullable String key;
  private final String description;
  private final String example;

  RegistryKind(@Nullable String user, @Nullable String key, String description, String example) {
    this.user = user;
    this.key = key;
    this.description = description;
    this.example = example;
  }

  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  String[] footer() {
    return new String[] {"%nExample:", "  " + example};
  }

  String username(@Nullable String given) {
    if (user != null && given != null && !given.equals(user)) {
      throw new UserError("The user is always " + user + " here; leave --username out.");
    }
    if (user == null && (given == null || given.isEmpty())) {
      throw new UserError("A user is needed; give it with --username.");
    }
    if (given != null && given.indexOf(':') >= 0) {
      throw new UserError(
          "A user can't have a colon: the kubelet takes what follows for the password.");
    }
    return user != null ? user : Objects.requireNonNull(given);
  }

  List<String> keys(List<String> servers) {
    if (this == DOCKERHUB && !servers.isEmpty()) {
      throw new UserError("Docker Hub has one key only, " + key + "; leave --server out.");
    }
    if (!servers.isEmpty()) {
      return servers;
    }
    if (key == null) {
      throw new UserError(
          "A registry is needed; give it with --server, as the images' names begin.");
    }
    return List.of(key);
  }

  /** The credential in what was read, without the line's end that editors and programs add. */
  String password(Input input) {
    String password = input.text().replaceAll("[\\r\\n]+$", "");
    if (password.isBlank()) {
      throw new UserError(
          "Nothing stands in " + input.name() + "; the credential is expected there.");
    }
    if (this == GCR && !SERVICE_ACCOUNT_KEY.matcher(password).matches()) {
      throw new UserError(
          input.name()
              + " is no JSON key of a service account; make one with gcloud iam service-accounts"
              + " keys create.");
    }
    if (this != GCR && password.lines().count() > 1) {
      throw new UserError(
          input.name() + " has several lines; the credential alone is expected there.");
    }
    return password;
  }

  /** What is worth knowing even if all is well. */
  Optional<String> caution() {
    return this == ECR
        ? Optional.of(
            "the token ends 12 hours after it was made; have something write it anew before, or let"
                + " the nodes pull with their own role.")
        : Optional.empty();
  }
}
