package io.pullsecrets.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.PullSecrets;
import io.pullsecrets.injection.Verdict.Outcome;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InjectorTest {
  private final List<PullSecret> present = new ArrayList<>();
  private final List<PullSecret> declared = new ArrayList<>();
  private final List<PullSecret> clusterWide = new ArrayList<>();
  private final Set<String> switchedOff = new HashSet<>();
  private ServiceAccount account = new ServiceAccount("default", List.of(), false);

  @Test
  void a_cluster_wide_secret_that_serves_an_image_is_added() {
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    Decision decision = decide(List.of("nvcr.io/nvidia/cuda:12"), List.of());
    assertThat(added(decision)).containsExactly("ngc");
    assertThat(decision.reason()).isEqualTo(Reason.INJECTED);
    assertThat(decision.explanation()).isEqualTo("Added ngc for nvcr.io.");
  }

  @Test
  void project_secrets_come_before_cluster_wide_ones_each_by_name() {
    declare(PullSecrets.withKeys("z", "nvcr.io"), PullSecrets.withKeys("y", "nvcr.io"));
    clusterWide.add(PullSecrets.withKeys("b", "nvcr.io"));
    clusterWide.add(PullSecrets.withKeys("a", "nvcr.io"));
    assertThat(added(decide(List.of("nvcr.io/x"), List.of()))).containsExactly("y", "z", "a", "b");
  }

  @Test
  void a_pod_with_public_images_only_is_left_alone() {
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    Decision decision = decide(List.of("ubuntu"), List.of());
    assertThat(decision.reason()).isEqualTo(Reason.NO_MATCH);
    assertThat(decision.verdicts()).isEmpty();
  }

  @Test
  void what_the_pod_lists_already_is_not_added_again() {
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    Decision decision = decide(List.of("nvcr.io/x"), List.of("ngc"));
    assertThat(decision.reason()).isEqualTo(Reason.ALREADY_LISTED);
    assertThat(decision.explanation()).isEqualTo("ngc stands in the pod's list already.");
  }

  @Test
  void a_docker_io_key_is_held_back_where_it_would_hide_the_pods_own_docker_hub_credentials() {
    present.add(PullSecrets.withKeys("own", "https://index.docker.io/v1/"));
    clusterWide.add(PullSecrets.withKeys("mirror", "docker.io"));
    Decision decision = decide(List.of("me/app"), List.of("own"));
    assertThat(decision.reason()).isEqualTo(Reason.HELD_BACK);
    assertThat(decision.verdicts())
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.WOULD_SUPPRESS);
  }

  @Test
  void a_pod_of_more_names_than_can_be_looked_at_is_left_alone_and_told() {
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    List<String> most = names("nvcr.io/x", PodImages.MAX_NAMES);
    assertThat(added(decide(most, names("s", PodImages.MAX_NAMES)))).containsExactly("ngc");
    List<String> tooMany = names("nvcr.io/x", PodImages.MAX_NAMES + 1);
    for (Decision decision : List.of(decide(tooMany, List.of()), decide(List.of("x"), tooMany))) {
      assertThat(decision.reason()).isEqualTo(Reason.TOO_LARGE);
      assertThat(decision.warning()).isPresent();
    }
  }

  @Test
  void a_pod_of_many_images_beside_very_many_keys_is_left_alone_and_told() {
    for (int i = 0; i < 10; i++) {
      clusterWide.add(
          PullSecrets.withKeys(
              "crowd" + i, names("example-" + i + "-", 1_000).toArray(String[]::new)));
    }
    assertThat(decide(names("nvcr.io/x", 100), List.of()).reason()).isEqualTo(Reason.NO_MATCH);
    assertThat(decide(names("nvcr.io/x", 101), List.of()).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void long_hosts_beside_long_globs_are_left_alone_and_told() {
    clusterWide.add(PullSecrets.withKeys("long", "*" + "a".repeat(4_999)));
    String host = "a".repeat(9_997) + ".io";
    assertThat(decide(List.of(host + "/x"), List.of()).reason()).isEqualTo(Reason.NO_MATCH);
    assertThat(decide(List.of("a" + host + "/x"), List.of()).reason()).isEqualTo(Reason.TOO_LARGE);
    declare(PullSecrets.withKeys("short", "*"));
    assertThat(decide(List.of(host + "/x"), List.of()).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void globs_of_a_thousand_secrets_beside_ordinary_images_are_looked_at() {
    for (int i = 0; i < 1_000; i++) {
      clusterWide.add(PullSecrets.withKeys("s" + i, "*.registry-" + i + ".example.com"));
    }
    assertThat(added(decide(names("team.registry-7.example.com/x", 50), List.of())))
        .containsExactly("s7");
  }

  @Test
  void an_explanation_has_a_bounded_length_however_long_a_registrys_name_is() {
    for (int i = 0; i < 400; i++) {
      clusterWide.add(PullSecrets.withKeys("s" + i, "*.io"));
    }
    // Each would be named by each Secret: megabytes for a thousand names, and gigabytes for a long
    // one.
    String longOne = "a".repeat(30_000) + ".io";
    List<String> images = IntStream.range(0, 1_000).mapToObj(i -> "h" + i + ".io/x").toList();
    Decision ofMany = decide(images, List.of());
    Decision ofLong = decide(List.of(longOne + "/x"), List.of());
    assertThat(ofMany.explanation()).startsWith("Added s0 for h0.io and h1.io").hasSize(4096);
    assertThat(ofLong.explanation()).startsWith("Added s0 for aaa").hasSize(4096).endsWith("…");
    assertThat(ofLong.verdicts())
        .extracting(each -> each.registries().get(0))
        .as("one text for all")
        .allSatisfy(
            name -> assertThat(name).isSameAs(ofLong.verdicts().get(0).registries().get(0)));
    Decision held = decide(List.of("h0.io/x"), names("s", 400));
    assertThat(held.explanation()).startsWith("s0 stands in").hasSize(4096).endsWith("…");
  }

  private static List<String> names(String prefix, int number) {
    return IntStream.range(0, number).mapToObj(i -> prefix + i).toList();
  }

  @Test
  void a_docker_hub_secret_is_held_back_where_the_kubelet_would_skip_it() {
    present.add(PullSecrets.withKeys("own", "*.io"));
    clusterWide.add(PullSecrets.withKeys("hub", "index.docker.io"));
    Decision decision = decide(List.of("me/app"), List.of("own"));
    assertThat(decision.verdicts())
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.SUPPRESSED);
  }

  @Test
  void a_cluster_wide_secret_never_hides_a_projects_docker_hub_credentials() {
    declare(PullSecrets.withKeys("project-hub", "index.docker.io"));
    clusterWide.add(PullSecrets.withKeys("all-of-io", "*.io"));
    assertThat(added(decide(List.of("me/app"), List.of()))).containsExactly("project-hub");
  }

  @Test
  void an_entry_without_credentials_is_no_reason_to_add_a_secret() {
    clusterWide.add(PullSecrets.withConfig("empty", "{\"auths\":{\"nvcr.io\":{}}}"));
    Decision decision = decide(List.of("nvcr.io/x"), List.of());
    assertThat(decision.verdicts())
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.NO_CREDENTIAL);
  }

  @Test
  void a_flat_map_serves_once_its_copy_is_repaired() {
    clusterWide.add(
        PullSecrets.withConfig("gcr", "{\"https://eu.gcr.io\":{\"auth\":\"dTpw\"}}").repaired());
    assertThat(added(decide(List.of("eu.gcr.io/p/i"), List.of()))).containsExactly("gcr");
  }

  @Test
  void an_undecodable_secret_is_never_added_and_the_author_is_told() {
    declare(PullSecrets.undecodable("broken"));
    Decision decision = decide(List.of("nvcr.io/x"), List.of());
    assertThat(added(decision)).isEmpty();
    assertThat(decision.warning()).hasValueSatisfying(it -> assertThat(it).contains("broken"));
  }

  @Test
  void an_undecodable_secret_in_the_pods_list_is_what_the_warning_names_first() {
    declare(PullSecrets.undecodable("declared"));
    present.add(PullSecrets.undecodable("own"));
    assertThat(decide(List.of("nvcr.io/x"), List.of("own")).warning())
        .hasValueSatisfying(it -> assertThat(it).startsWith("imagePullSecret own fails every"));
  }

  @Test
  void a_malformed_image_is_told_and_does_not_keep_others_from_being_served() {
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    Decision decision = decide(List.of("UPPER", "nvcr.io/x"), List.of());
    assertThat(added(decision)).containsExactly("ngc");
    assertThat(decision.warning()).hasValueSatisfying(it -> assertThat(it).contains("UPPER"));
  }

  @Test
  void beside_a_foreign_secret_of_the_same_name_the_copy_goes_by_its_derived_name() {
    present.add(PullSecrets.withKeys("regcred", "quay.io"));
    clusterWide.add(PullSecrets.withKeys("regcred", "nvcr.io"));
    String derived = CopyName.derived("regcred");
    assertThat(added(decide(List.of("nvcr.io/x"), List.of()))).containsExactly(derived);
    assertThat(decide(List.of("nvcr.io/x"), List.of(derived)).reason())
        .isEqualTo(Reason.ALREADY_LISTED);
  }

  @Test
  void a_foreign_secret_with_the_same_credentials_serves_as_the_copy() {
    present.add(PullSecrets.withKeys("regcred", "nvcr.io"));
    clusterWide.add(PullSecrets.withKeys("regcred", "nvcr.io"));
    assertThat(added(decide(List.of("nvcr.io/x"), List.of()))).containsExactly("regcred");
  }

  @Test
  void a_foreign_secret_of_the_same_registry_with_another_password_is_not_lent_to_others() {
    present.add(
        PullSecrets.withConfig(
            "regcred", "{\"auths\":{\"nvcr.io\":{\"username\":\"me\",\"password\":\"mine\"}}}"));
    clusterWide.add(PullSecrets.withKeys("regcred", "nvcr.io"));
    assertThat(added(decide(List.of("nvcr.io/x"), List.of())))
        .containsExactly(CopyName.derived("regcred"));
  }

  @Test
  void a_cluster_wide_secret_whose_names_are_both_taken_is_held_back() {
    present.add(PullSecrets.withKeys("regcred", "quay.io"));
    present.add(PullSecrets.withKeys(CopyName.derived("regcred"), "quay.io"));
    clusterWide.add(PullSecrets.withKeys("regcred", "nvcr.io"));
    assertThat(decide(List.of("nvcr.io/x"), List.of()).verdicts())
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.NAME_TAKEN);
  }

  @Test
  void a_secret_switched_off_in_the_namespace_is_not_added_for_a_cluster_wide_ones_sake() {
    present.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    switchedOff.add("ngc");
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    Decision decision = decide(List.of("nvcr.io/x"), List.of());
    assertThat(decision.reason()).isEqualTo(Reason.HELD_BACK);
    assertThat(decision.verdicts())
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.SWITCHED_OFF);
  }

  @Test
  void one_name_has_one_verdict() {
    declare(PullSecrets.withKeys("ngc", "nvcr.io"));
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    assertThat(decide(List.of("nvcr.io/x"), List.of("ngc")).explanation())
        .isEqualTo("ngc stands in the pod's list already.");
  }

  @Test
  void a_service_account_that_enforces_mountable_secrets_limits_the_choice_to_its_own() {
    account = new ServiceAccount("default", List.of("b"), true);
    declare(PullSecrets.withKeys("a", "nvcr.io"), PullSecrets.withKeys("b", "nvcr.io"));
    Decision decision = decide(List.of("nvcr.io/x"), List.of());
    assertThat(added(decision)).containsExactly("b");
    assertThat(decision.verdicts())
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.NOT_MOUNTABLE, Outcome.ADDED);
  }

  @Test
  void no_candidate_at_all_is_a_reason_of_its_own() {
    assertThat(decide(List.of("nvcr.io/x"), List.of()).reason()).isEqualTo(Reason.NO_CANDIDATES);
  }

  @Test
  void who_is_switched_off_mirrored_or_ending_gets_nothing() {
    clusterWide.add(PullSecrets.withKeys("ngc", "nvcr.io"));
    List<String> images = List.of("nvcr.io/x");
    Project project = new Project("demo", false, false);
    assertThat(decide(new PodImages(images, List.of(), "default", true, false), project).reason())
        .isEqualTo(Reason.MIRROR_POD);
    assertThat(decide(new PodImages(images, List.of(), "default", false, true), project).reason())
        .isEqualTo(Reason.POD_OPTED_OUT);
    PodImages pod = PodImages.of(images, List.of());
    assertThat(decide(pod, new Project("demo", false, true)).reason())
        .isEqualTo(Reason.NAMESPACE_OPTED_OUT);
    assertThat(decide(pod, new Project("demo", true, false)).reason())
        .isEqualTo(Reason.NAMESPACE_TERMINATING);
    assertThat(decide(pod, project).reason()).isEqualTo(Reason.INJECTED);
  }

  private void declare(PullSecret... secrets) {
    present.addAll(List.of(secrets));
    declared.addAll(List.of(secrets));
  }

  private Decision decide(List<String> images, List<String> own) {
    return decide(PodImages.of(images, own), new Project("demo", false, false));
  }

  private Decision decide(PodImages pod, Project project) {
    return Injector.decide(
        pod,
        project,
        new Candidates(
            PullSecretIndex.of(present),
            PullSecretIndex.of(declared),
            switchedOff,
            PullSecretIndex.of(clusterWide),
            Map.of(account.name(), account)));
  }

  private static List<String> added(Decision decision) {
    return decision instanceof Decision.Inject inject
        ? inject.added().stream().map(Verdict::secret).toList()
        : List.of();
  }
}
