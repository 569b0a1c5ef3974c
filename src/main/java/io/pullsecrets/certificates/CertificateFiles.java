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
  private @Nullable Thread watcher;
  private @Nullable String problem;

  CertificateFiles(Path certificate, Path key, ServedCertificate server, Clock clock) {
    this.certificate = certificate;
    this.key = key;
    this.server = server;
    this.clock = clock;
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

  /** From here on no change is missed. */
  @Override
  public void start() {
    try {
      WatchService service = FileSystems.getDefault().newWatchService();
      register(service);
      watcher = new Thread(() -> watch(service), "certificate-files");
      watcher.setDaemon(true);
      watcher.start();
    } catch (IOException | RuntimeException e) {
      notWatched(e);
    }
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
  private void register(WatchService service) throws IOException {
    for (Path folder : new HashSet<>(List.of(folder(certificate), folder(key)))) {
      if (Files.isDirectory(folder)) {
        folder.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
    }
  }

  private void watch(WatchService watched) {
    try (WatchService service = watched) {
      Duration wait = FIRST_WAIT;
      while (true) {
        WatchKey changed = poll(service, wait);
        while (changed != null) {
          changed.pollEvents();
          changed.reset();
          changed = poll(service, QUIET);
        }
        // Again each time: a folder that was made anew is another one. The same key otherwise.
        register(service);
        take();
        wait = LONGEST_WAIT;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    } catch (IOException | RuntimeException e) {
      notWatched(e);
    }
  }

  private void notWatched(Exception reason) {
    LOG.errorf(reason, "%s and %s are not watched", certificate, key);
  }

  private static @Nullable WatchKey poll(WatchService service, Duration wait)
      throws InterruptedException {
    return service.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
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
