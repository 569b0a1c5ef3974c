package io.pullsecrets.pull;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A registry on a port of the loopback interface that lets nobody read or write without a password:
 * the program of CNCF Distribution, with a file of users.
 */
final class PrivateRegistry implements AutoCloseable {
  static final String PROGRAM = "docker-registry";

  private static final Duration START = Duration.ofSeconds(30);
  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

  /** bcrypt's least: nobody attacks these passwords. */
  private static final int COST = 4;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path users;
  private final Map<String, String> hashes = new TreeMap<>();
  private final Process process;
  private final int port;

  private PrivateRegistry(Path folder) throws IOException {
    users = Files.createFile(folder.resolve("htpasswd"));
    Path configuration =
        Files.writeString(
            folder.resolve("registry.yaml"),
            """
            version: 0.1
            log: {accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "127.0.0.1:0"}
            auth: {htpasswd: {realm: test, path: "%s"}}
            """
                .formatted(folder.resolve("images"), users));
    Path log = Files.createFile(folder.resolve("registry.log"));
    process =
        new ProcessBuilder(PROGRAM, "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      port =
          await()
              .atMost(START)
              .pollInterval(Duration.ofMillis(20))
              .failFast("the registry has ended", () -> !process.isAlive())
              .until(() -> port(log), found -> found > 0);
    } catch (RuntimeException e) {
      close();
      throw new IllegalStateException("The registry doesn't start: " + Files.readString(log), e);
    }
  }

  /** Starts one without users, which keeps all its files in this folder. */
  static PrivateRegistry start(Path folder) throws IOException {
    return new PrivateRegistry(folder);
  }

  /** Its host and port, as images and registry keys name it. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Adds a user, or changes a user's password: the former one is no longer taken. */
  void setPassword(String user, String password) throws IOException {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    hashes.put(user, OpenBSDBCrypt.generate(password.toCharArray(), salt, COST));
    StringBuilder lines = new StringBuilder();
    hashes.forEach((name, hash) -> lines.append(name).append(':').append(hash).append('\n'));
    // The registry reads the file anew when it has changed, and must never see half of it.
    Path complete = users.resolveSibling("htpasswd.new");
    Files.writeString(complete, lines.toString());
    Files.move(complete, users, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Its port, or 0 as long as it doesn't listen. */
  private static int port(Path log) throws IOException {
    Matcher matcher = LISTENING.matcher(Files.readString(log, StandardCharsets.UTF_8));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
