package io.pullsecrets.certificates;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that somebody else renews, in two files. What they hold is served as soon as they
 * change; while they hold nothing usable, what was served before stays.
 */
final class CertificateFiles implements CertificateSource {
  private static final Logger LOG = Logger.getLogger(CertificateFiles.class);

  /** Two files aren't written at once. */
  private static final Duration QUIET = Duration.ofMillis(500);

  /** They have been read just before; the processors have enough to do while the server starts. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);

  /** Some file systems tell nothing of changes. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Path certificate;
  private final Path key;
  private final ServedCertificate server;
  private final Clock clock;
  private final Duration firstWait;
  private @Nullable WatchService changes;
  private @Nullable Thread watcher;
  private boolean unwatched;
  private @Nullable String problem;

  CertificateFiles(Path certificate, Path key, ServedCertificate server, Clock clock) {
    this(certificate, key, server, clock, FIRST_WAIT);
  }

  CertificateFiles(
      Path certificate, Path key, ServedCertificate server, Clock clock, Duration firstWait) {
    this.certificate = certificate;
    this.key = key;
    this.server = server;
    this.clock = clock;
    this.firstWait = firstWait;
  }

  /**
   * Reads both files.
   *
   * @throws ConfigurationException says all that is wrong with them
   */
  static ServerIdentity read(Path certificate, Path key) {
    List<String> problems = new ArrayList<>();
    var chain = read(certificate, Pem::certificates, problems);
    var privateKey = read(key, Pem::key, problems);
    if (chain.isPresent() && privateKey.isPresent()) {
      try {
        return new ServerIdentity(chain.get(), privateKey.get());
      } catch (IllegalArgumentException e) {
        problems.add("'%s' isn't the key of the certificate in '%s'".formatted(key, certificate));
      }
    }
    throw new ConfigurationException(
        "The certificate can't be served: " + String.join("; ", problems));
  }

  private static <T> Optional<T> read(
      Path file, Function<String, T> reader, List<String> problems) {
    try {
      return Optional.of(reader.apply(Files.readString(file)));
    } catch (IOException e) {
      problems.add("'%s' can't be read (%s)".formatted(file, e.getClass().getSimpleName()));
    } catch (IllegalArgumentException e) {
      problems.add("'%s' %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }

  /** From here on a change is taken up soon, or within a minute where no folder can be watched. */
  @Override
  public void start() {
    try {
      changes = FileSystems.getDefault().newWatchService();
    } catch (IOException | RuntimeException e) {
      tellUnwatched(e); // A node has few of what this takes (fs.inotify.max_user_instances).
    }
    register();
    watcher = new Thread(this::watch, "certificate-files");
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public Optional<String> unready() {
    return server.identity().filter(it -> it.isValidAt(clock.instant())).isPresent()
        ? Optional.empty()
        : Optional.of("the certificate in " + certificate + " isn't valid now");
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.interrupt();
    }
  }

  /** Folders are watched, since a mounted Secret changes by a link beside the files. */
  private void register() {
    if (changes == null) {
      return;
    }
    try {
      for (Path folder : new HashSet<>(List.of(folder(certificate), folder(key)))) {
        if (Files.isDirectory(folder)) {
          folder.register(
              changes,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
        }
      }
    } catch (IOException | RuntimeException e) {
      tellUnwatched(e);
    }
  }

  private void tellUnwatched(Exception reason) {
    if (!unwatched) {
      LOG.warnf(
          "%s and %s are looked at once a minute, since their folders can't be watched: %s",
          certificate, key, reason);
    }
    unwatched = true;
  }

  private void watch() {
    try {
      Duration wait = firstWait;
      while (true) {
        WatchKey changed = poll(wait);
        while (changed != null) {
          changed.pollEvents();
          changed.reset();
          changed = poll(QUIET);
        }
        // Again each time: a folder that was made anew is another one. The same key otherwise.
        register();
        take();
        wait = LONGEST_WAIT;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s and %s are no longer watched", certificate, key);
    } finally {
      closeWatch();
    }
  }

  private void closeWatch() {
    if (changes != null) {
      try {
        changes.close();
      } catch (IOException e) {
        LOG.debug("The folders' watch can't be closed", e);
      }
    }
  }

  private @Nullable WatchKey poll(Duration wait) throws InterruptedException {
    if (changes == null) {
      Thread.sleep(wait.toMillis());
      return null;
    }
    return changes.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Serves what the files hold now, if it can be served. */
  synchronized void take() {
    try {
      ServerIdentity found = read(certificate, key);
      if (!server.identity().equals(Optional.of(found))) {
        server.show(found);
        LOG.infof("Serves %s, from %s", found, certificate);
      }
      problem = null;
    } catch (ConfigurationException e) {
      if (!Objects.equals(e.getMessage(), problem)) {
        problem = e.getMessage();
        LOG.warnf("%s. What was served before stays", problem);
      }
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }
}
