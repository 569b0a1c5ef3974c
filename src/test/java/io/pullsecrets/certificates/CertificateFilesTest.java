package io.pullsecrets.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.pullsecrets.LogLines;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ServerIdentity OLD = identity();
  private static final ServerIdentity NEW = identity();

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock(NOW);
  private final ServedCertificate server = new ServedCertificate();
  private @Nullable CertificateFiles files;

  @AfterEach
  void stop() {
    if (files != null) {
      files.close();
    }
  }

  @Test
  void a_mounted_secret_is_taken_up_when_its_link_is_swapped() throws IOException {
    Path first = Files.createDirectory(folder.resolve("..1"));
    write(OLD, first);
    Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
    Files.createSymbolicLink(certificate(), Path.of("..data", "tls.crt"));
    Files.createSymbolicLink(key(), Path.of("..data", "tls.key"));
    watch();

    // As the kubelet does it: a new folder, and the link moved over in one step.
    Path second = Files.createDirectory(folder.resolve("..2"));
    write(NEW, second);
    Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
    Files.move(
        folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    eventually(() -> assertThat(server.identity()).contains(NEW));
  }

  @Test
  void files_that_are_written_over_are_taken_up_once_both_fit() throws IOException {
    write(OLD, folder);
    watch();
    Files.writeString(certificate(), Pem.write(NEW.chain()));
    Files.writeString(key(), Pem.write(NEW.key()));
    eventually(() -> assertThat(server.identity()).contains(NEW));
  }

  @Test
  void what_cant_be_loaded_never_replaces_a_good_certificate() throws IOException {
    write(OLD, folder);
    watch();
    Files.writeString(key(), "rubbish");
    Objects.requireNonNull(files).take();
    assertThat(server.identity()).contains(OLD);
    Files.delete(certificate());
    Objects.requireNonNull(files).take();
    assertThat(server.identity()).contains(OLD);
    write(NEW, folder);
    eventually(() -> assertThat(server.identity()).contains(NEW));
    assertThat(unready()).isEmpty();
  }

  @Test
  void files_whose_folder_cant_be_watched_are_looked_at_from_time_to_time() throws IOException {
    Path archive = folder.resolve("files.zip");
    try (FileSystem unwatchable = FileSystems.newFileSystem(archive, Map.of("create", "true"));
        LogLines log = new LogLines(CertificateFiles.class.getName(), Level.WARNING)) {
      Path inside = unwatchable.getPath("/");
      write(OLD, inside);
      Path chain = inside.resolve("tls.crt");
      Path privateKey = inside.resolve("tls.key");
      server.show(CertificateFiles.read(chain, privateKey));
      files = new CertificateFiles(chain, privateKey, server, clock, Duration.ofMillis(10));
      write(NEW, inside);
      files.start();
      eventually(() -> assertThat(server.identity()).contains(NEW));
      assertThat(log.lines()).singleElement().asString().contains("looked at once a minute");
    }
  }

  @Test
  void not_ready_with_a_certificate_that_has_ended() throws IOException {
    write(OLD, folder);
    watch();
    assertThat(unready()).isEmpty();
    clock.set(OLD.endsAt());
    assertThat(unready().orElseThrow()).contains("isn't valid now");
  }

  @Test
  void all_that_is_wrong_with_the_files_is_told_at_once_and_nothing_of_what_they_hold()
      throws IOException {
    Files.writeString(certificate(), "hunter2");
    Files.writeString(key(), "hunter3");
    refused()
        .withMessageContaining(certificate() + "' is no certificate in PEM")
        .withMessageContaining(key() + "' is no private key in PEM")
        .withMessageNotContainingAny("hunter");
    Files.delete(key());
    refused().withMessageContaining(key() + "' can't be read (NoSuchFileException)");
  }

  @Test
  void a_key_of_another_certificate_is_refused() throws IOException {
    write(OLD, folder);
    Files.writeString(key(), Pem.write(NEW.key()));
    refused().withMessageContaining("isn't the key of the certificate");
  }

  @Test
  void a_key_of_another_kind_is_refused() throws Exception {
    write(OLD, folder);
    Files.writeString(
        key(), Pem.write(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate()));
    refused().withMessageContaining("isn't the key of the certificate");
  }

  private ThrowableAssertAlternative<ConfigurationException> refused() {
    return assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> CertificateFiles.read(certificate(), key()));
  }

  private void watch() {
    server.show(CertificateFiles.read(certificate(), key()));
    assertThat(server.identity()).contains(OLD);
    CertificateFiles made = new CertificateFiles(certificate(), key(), server, clock);
    made.start();
    files = made;
  }

  private Optional<String> unready() {
    return Objects.requireNonNull(files).unready();
  }

  private Path certificate() {
    return folder.resolve("tls.crt");
  }

  private Path key() {
    return folder.resolve("tls.key");
  }

  private static void write(ServerIdentity identity, Path into) throws IOException {
    Files.writeString(into.resolve("tls.crt"), Pem.write(identity.chain()));
    Files.writeString(into.resolve("tls.key"), Pem.write(identity.key()));
  }

  private static ServerIdentity identity() {
    return CertificateMaker.make(Set.of("localhost"), NOW).identity();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
  }
}
