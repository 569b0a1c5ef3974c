package io.pullsecrets.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pullsecrets.PullSecrets;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Optional<Reach> EVERYONE = Optional.of(new Reach.Everyone());

  private boolean knowsAll = true;
  private final List<PullSecret> present = new ArrayList<>();
  private final List<PullSecret> declared = new ArrayList<>();
  private final Set<String> switchedOff = new HashSet<>();
  private final List<Offer> offers = new ArrayList<>();
  private Project project = new Project(PullSecrets.NAMESPACE, false, false);

  @Test
  void a_candidate_without_a_key_for_the_image_is_told_with_the_keys_it_has() {
    offers.add(new Offer(PullSecrets.withKeys("ngc", "nvcr.io", "reg.io/team"), EVERYONE));

    Explanation explanation = explain(List.of("ubuntu"));

    assertThat(explanation.decision().reason()).isEqualTo(Reason.NO_MATCH);
    assertThat(explanation.secrets())
        .containsExactly(
            new ExplainedSecret(
                "ngc",
                Origin.CLUSTER_WIDE,
                "no-match",
                "ngc has no key for any of the images",
                List.of(),
                List.of("reg.io/team", "nvcr.io"),
                List.of()));
  }

  @Test
  void what_was_judged_comes_first_and_as_the_verdict_has_it() {
    declare(PullSecrets.withKeys("z-own", "nvcr.io"), PullSecrets.withKeys("a-own", "ghcr.io"));
    offers.add(new Offer(PullSecrets.withKeys("ngc", "nvcr.io"), EVERYONE));

    Explanation explanation = explain(List.of("nvcr.io/x"));

    assertThat(explanation.secrets())
        .extracting(ExplainedSecret::name, ExplainedSecret::code, ExplainedSecret::registries)
        .containsExactly(
            tuple("z-own", "added", List.of("nvcr.io")),
            tuple("ngc", "added", List.of("nvcr.io")),
            tuple("a-own", "no-match", List.of()));
  }

  @Test
  void each_cluster_wide_secret_is_told_with_its_own_keys_and_the_rest_by_name() {
    for (String name : List.of("quay", "ngc", "ghcr")) {
      offers.add(new Offer(PullSecrets.withKeys(name, name + ".io"), EVERYONE));
    }
    for (String name : List.of("z-theirs", "a-theirs")) {
      offers.add(
          new Offer(PullSecrets.withKeys(name, "quay.io"), Optional.of(new Reach.Department("7"))));
    }

    assertThat(explain(List.of("quay.io/x", "ngc.io/x")).secrets())
        .extracting(ExplainedSecret::name, ExplainedSecret::keys)
        .containsExactly(
            tuple("ngc", List.of("ngc.io")),
            tuple("quay", List.of("quay.io")),
            tuple("a-theirs", List.of("quay.io")),
            tuple("ghcr", List.of("ghcr.io")),
            tuple("z-theirs", List.of("quay.io")));
  }

  @Test
  void a_copy_under_a_derived_name_is_told_with_its_sources_keys() {
    present.add(PullSecrets.withConfig("ngc", "{\"auths\":{\"other.io\":{\"auth\":\"YTpi\"}}}"));
    offers.add(new Offer(PullSecrets.withKeys("ngc", "nvcr.io"), EVERYONE));

    assertThat(explain(List.of("nvcr.io/x")).secrets())
        .extracting(ExplainedSecret::name, ExplainedSecret::code, ExplainedSecret::keys)
        .containsExactly(
            tuple(CopyName.derived("ngc"), "added", List.of("nvcr.io")),
            tuple("ngc", "not-declared", List.of("other.io")));
  }

  @Test
  void a_secret_that_the_kubelet_cannot_use_is_told_with_its_findings() {
    declare(PullSecrets.undecodable("broken"));
    offers.add(new Offer(PullSecrets.withConfig("no-json", "{"), EVERYONE));

    assertThat(explain(List.of("nvcr.io/x")).secrets())
        .allSatisfy(each -> assertThat(each.code()).isEqualTo("unusable"))
        .allSatisfy(each -> assertThat(each.findings()).isNotEmpty())
        .extracting(ExplainedSecret::name)
        .containsExactly("broken", "no-json");
  }

  @Test
  void a_flat_map_is_told_by_its_copies_keys_and_with_what_was_wrong() {
    offers.add(
        new Offer(
            PullSecrets.withConfig("gcr", "{\"https://eu.gcr.io\":{\"auth\":\"dTpw\"}}"),
            EVERYONE));

    ExplainedSecret gcr = explain(List.of("eu.gcr.io/p/i")).secrets().get(0);

    assertThat(gcr.code()).isEqualTo("added");
    assertThat(gcr.keys()).containsExactly("eu.gcr.io");
    assertThat(gcr.findings()).extracting(each -> each.code().code()).containsExactly("flat-map");
  }

  @Test
  void secrets_that_are_no_candidates_are_told_why() {
    present.add(PullSecrets.withKeys("nobodys", "nvcr.io"));
    present.add(PullSecrets.withKeys("off", "nvcr.io"));
    switchedOff.add("off");
    present.add(PullSecrets.withKeys("named", "nvcr.io"));
    offers.add(
        new Offer(
            PullSecrets.withKeys("theirs", "nvcr.io"), Optional.of(new Reach.Department("7"))));
    offers.add(new Offer(PullSecrets.withKeys("unlabelled", "nvcr.io"), Optional.empty()));
    offers.add(new Offer(PullSecrets.withKeys("of-no-interest", "quay.io"), Optional.empty()));
    project = project.withDepartment(Optional.of("8"));

    Explanation explanation =
        explain(PodImages.of(List.of("nvcr.io/x"), List.of("named", "missing")));

    assertThat(explanation.secrets())
        .extracting(ExplainedSecret::name, ExplainedSecret::code)
        .containsExactly(
            tuple("named", "already-listed"),
            tuple("nobodys", "not-declared"),
            tuple("off", "switched-off"),
            tuple("theirs", "other-department"),
            tuple("unlabelled", "not-cluster-wide"),
            tuple("missing", "not-found"));
    assertThat(explanation.secrets().get(3).sentence())
        .isEqualTo("theirs is for the projects of department 7; this one belongs to department 8");
  }

  @Test
  void a_cluster_wide_secret_that_the_project_has_as_its_own_is_told_once_more() {
    declare(PullSecrets.withKeys("ngc", "nvcr.io"));
    offers.add(new Offer(PullSecrets.withKeys("ngc", "nvcr.io"), EVERYONE));

    assertThat(explain(List.of("nvcr.io/x")).secrets())
        .extracting(ExplainedSecret::origin, ExplainedSecret::code)
        .containsExactly(
            tuple(Origin.PROJECT, "added"), tuple(Origin.CLUSTER_WIDE, "same-in-project"));
  }

  @Test
  void a_decision_that_hangs_on_no_secret_is_told_without_any() {
    declare(PullSecrets.withKeys("own", "nvcr.io"));
    project = new Project(PullSecrets.NAMESPACE, false, true);

    Explanation explanation = explain(List.of("nvcr.io/x"));

    assertThat(explanation.decision().reason()).isEqualTo(Reason.NAMESPACE_OPTED_OUT);
    assertThat(explanation.secrets()).isEmpty();
  }

  private void declare(PullSecret... secrets) {
    present.addAll(List.of(secrets));
    declared.addAll(List.of(secrets));
  }

  @Test
  void where_secrets_of_projects_are_not_read_none_is_said_to_be_missing() {
    PodImages pod = PodImages.of(List.of("nvcr.io/x"), List.of("missing"));
    assertThat(explain(pod).secrets()).extracting(ExplainedSecret::name).contains("missing");
    knowsAll = false;
    assertThat(explain(pod).secrets()).extracting(ExplainedSecret::name).doesNotContain("missing");
  }

  private Explanation explain(List<String> images) {
    return explain(PodImages.of(images, List.of()));
  }

  private Explanation explain(PodImages pod) {
    List<PullSecret> clusterWide =
        offers.stream()
            .filter(each -> each.reach().filter(reach -> reach.includes(project)).isPresent())
            .map(each -> each.secret().repaired())
            .toList();
    return Explanation.of(
        pod,
        project,
        new Candidates(
            PullSecretIndex.of(present),
            PullSecretIndex.of(declared),
            switchedOff,
            PullSecretIndex.of(clusterWide),
            Map.of()),
        offers,
        knowsAll);
  }
}
