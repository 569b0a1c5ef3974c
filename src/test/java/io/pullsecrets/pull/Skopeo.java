package io.pullsecrets.pull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pushes and pulls images, as a container runtime does when it is given one credential. Knows no
 * other credentials than those of the call, whatever this machine's user has.
 */
final class Skopeo {
  static final String PROGRAM = "skopeo";

  private final Path folder;
  private int pulls;

  /** All files are kept in this folder. */
  Skopeo(Path folder) {
    this.folder = folder;
  }

  /** Pushes the smallest image there is: no layers, and a configuration without content. */
  void push(String image, Credential credential) throws IOException {
    Path layout = folder.resolve("image");
    if (!Files.exists(layout)) {
      TinyImage.write(layout);
    }
    String output =
        copy(
            image,
            credential,
            "--dest",
            "oci:" + layout + ":" + TinyImage.TAG,
            "docker://" + image);
    if (!output.isEmpty()) {
      throw new IOException("The image wasn't pushed: " + output);
    }
  }

  /**
   * Pulls an image.
   *
   * @param credential null for an anonymous attempt
   * @return whether it is here now; false if the registry refused it
   * @throws IOException if anything else came between
   */
  boolean pull(String image, @Nullable Credential credential) throws IOException {
    Path target = folder.resolve("pulled-" + ++pulls);
    String output = copy(image, credential, "--src", "docker://" + image, "dir:" + target);
    if (output.isEmpty()) {
      return Files.exists(target.resolve("manifest.json"));
    }
    if (output.contains("unauthorized: authentication required")) {
      return false;
    }
    throw new IOException("The pull failed, and not for want of a credential: " + output);
  }

  /**
   * Copies an image.
   *
   * @param side where the registry is: {@code --src} or {@code --dest}
   * @return what it says of a failure; empty if all went well
   */
  private String copy(
      String image, @Nullable Credential credential, String side, String from, String to)
      throws IOException {
    String registry = image.substring(0, image.indexOf('/'));
    Path authFile =
        Files.writeString(
            folder.resolve("auth.json"),
            credential == null
                ? "{}"
                : "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry, credential.auth()));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(PROGRAM, "--command-timeout=30s", "--insecure-policy", "copy"));
    command.addAll(List.of(side + "-tls-verify=false", side + "-authfile=" + authFile, from, to));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("HOME", folder.toString());
    environment.keySet().removeAll(List.of("XDG_RUNTIME_DIR", "REGISTRY_AUTH_FILE"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return process.waitFor() == 0 ? "" : "status " + process.exitValue() + ", " + output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(authFile);
    }
  }
}
