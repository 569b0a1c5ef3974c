package io.pullsecrets;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;

/** The rooms and their arrows, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "io.pullsecrets", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] PURE = {
    "io.pullsecrets.image..",
    "io.pullsecrets.registry..",
    "io.pullsecrets.project..",
    "io.pullsecrets.injection..",
    "io.pullsecrets.replication.."
  };

  @ArchTest
  static final ArchRule each_room_knows_only_those_below_it =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("image")
          .definedBy("io.pullsecrets.image..")
          .layer("registry")
          .definedBy("io.pullsecrets.registry..")
          .layer("project")
          .definedBy("io.pullsecrets.project..")
          .layer("injection")
          .definedBy("io.pullsecrets.injection..")
          .layer("configuration")
          .definedBy("io.pullsecrets.configuration..")
          .layer("client")
          .definedBy("io.pullsecrets.client..")
          .layer("index")
          .definedBy("io.pullsecrets.index..")
          .layer("replication")
          .definedBy("io.pullsecrets.replication..")
          .layer("replicator")
          .definedBy("io.pullsecrets.replicator..")
          .layer("observability")
          .definedBy("io.pullsecrets.observability..")
          .layer("certificates")
          .definedBy("io.pullsecrets.certificates..")
          .layer("admission")
          .definedBy("io.pullsecrets.admission..")
          .layer("cli")
          .definedBy("io.pullsecrets.cli..")
          .layer("journal")
          .definedBy("io.pullsecrets.journal..")
          .layer("page")
          .definedBy("io.pullsecrets.page..")
          .layer("tracing")
          .definedBy("io.pullsecrets.tracing..")
          .layer("start")
          .definedBy("io.pullsecrets.start..")
          .whereLayer("start")
          .mayNotAccessAnyLayer()
          .whereLayer("image")
          .mayNotAccessAnyLayer()
          .whereLayer("project")
          .mayNotAccessAnyLayer()
          .whereLayer("registry")
          .mayOnlyAccessLayers("image")
          .whereLayer("injection")
          .mayOnlyAccessLayers("image", "registry", "project")
          .whereLayer("configuration")
          .mayOnlyAccessLayers("project")
          .whereLayer("client")
          .mayNotAccessAnyLayer()
          .whereLayer("index")
          .mayOnlyAccessLayers("client", "registry", "project", "injection", "configuration")
          .whereLayer("replication")
          .mayOnlyAccessLayers("registry", "project")
          .whereLayer("replicator")
          .mayOnlyAccessLayers(
              "replication", "index", "registry", "project", "configuration", "start")
          .whereLayer("observability")
          .mayOnlyAccessLayers(
              "replicator",
              "certificates",
              "replication",
              "index",
              "registry",
              "project",
              "image",
              "configuration")
          .whereLayer("observability")
          .mayOnlyBeAccessedByLayers("page")
          .whereLayer("certificates")
          .mayOnlyAccessLayers("client", "configuration")
          .whereLayer("certificates")
          .mayOnlyBeAccessedByLayers("observability")
          .whereLayer("admission")
          .mayOnlyAccessLayers(
              "tracing",
              "journal",
              "index",
              "injection",
              "registry",
              "project",
              "image",
              "configuration",
              "start")
          .whereLayer("admission")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyAccessLayers("index", "injection", "registry", "project", "image")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("journal")
          .mayOnlyAccessLayers("injection", "image")
          .whereLayer("tracing")
          .mayOnlyAccessLayers("image", "configuration")
          .whereLayer("page")
          .mayOnlyAccessLayers(
              "observability",
              "replicator",
              "journal",
              "replication",
              "index",
              "injection",
              "registry",
              "project",
              "image",
              "configuration")
          .whereLayer("page")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule every_class_is_in_a_room =
      noClasses()
          .should()
          .resideOutsideOfPackages(
              "io.pullsecrets.image..",
              "io.pullsecrets.registry..",
              "io.pullsecrets.project..",
              "io.pullsecrets.injection..",
              "io.pullsecrets.configuration..",
              "io.pullsecrets.client..",
              "io.pullsecrets.index..",
              "io.pullsecrets.replication..",
              "io.pullsecrets.replicator..",
              "io.pullsecrets.observability..",
              "io.pullsecrets.certificates..",
              "io.pullsecrets.admission..",
              "io.pullsecrets.cli..",
              "io.pullsecrets.journal..",
              "io.pullsecrets.page..",
              "io.pullsecrets.start..",
              "io.pullsecrets.tracing..");

  @ArchTest
  static final ArchRule the_pure_rooms_know_no_cluster_no_framework_no_log_and_no_clock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8..",
              "io.quarkus..",
              "io.vertx..",
              "io.micrometer..",
              "io.smallrye..",
              "jakarta..",
              "org.eclipse.microprofile..",
              "org.jboss..",
              "org.slf4j..",
              "java.util.logging..",
              "java.net..",
              "java.time..");

  @ArchTest
  static final ArchRule only_registry_among_the_pure_rooms_reads_json =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.pullsecrets.image..",
              "io.pullsecrets.project..",
              "io.pullsecrets.injection..",
              "io.pullsecrets.replication..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule only_five_rooms_and_the_command_line_speak_to_the_cluster =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.pullsecrets.client..",
              "io.pullsecrets.index..",
              "io.pullsecrets.replicator..",
              "io.pullsecrets.observability..",
              "io.pullsecrets.certificates..")
          .and()
          .doNotHaveFullyQualifiedName("io.pullsecrets.cli.LiveCluster")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8..");

  @ArchTest
  static final ArchRule nothing_loads_opentelemetry_while_tracing_is_off =
      noClasses()
          .that()
          .haveNameNotMatching("io\\.pullsecrets\\.tracing\\.(Spans|SpanSender)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule what_is_decided_about_certificates_is_decided_without_cluster_or_clock =
      noClasses()
          .that()
          .haveNameMatching(
              "io\\.pullsecrets\\.certificates\\.(CertificatePlan|StoredCertificates|WebhookTrust|OwnCertificate|ServerIdentity|Obstacle)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8..", "io.quarkus..", "io.vertx..", "jakarta..", "org.jboss..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule rooms_form_no_cycle =
      slices().matching("io.pullsecrets.(*)..").should().beFreeOfCycles();

  @ArchTest
  static void the_classes_are_found(JavaClasses classes) {
    if (classes.size() < 20) {
      throw new AssertionError("only " + classes.size() + " classes were found");
    }
  }
}
