package io.pullsecrets.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.registry.SecretType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopyPartsTest {
  private static final CopyMark MARK = new CopyMark("runai", "ngc", "uid", "hash");
  private final CopyParts parts = new CopyParts();

  @Test
  void copies_in_two_projects_are_equal_to_what_they_were_and_share_what_they_hold() {
    SecretFacts first = parts.shared(copy("a", "u1", "1", MARK, "nvcr.io"));
    SecretFacts before = copy("b", "u2", "2", MARK, "nvcr.io");
    SecretFacts second = parts.shared(before);
    assertThat(second).isEqualTo(before);
    assertThat(second.secret().credentials()).isSameAs(first.secret().credentials()).hasSize(1);
    assertThat(second.contentHash()).isSameAs(first.contentHash());
    assertThat(second.copyMark()).isSameAs(first.copyMark());
  }

  @Test
  void a_copy_that_somebody_has_changed_shares_nothing_and_is_what_it_is() {
    parts.shared(copy("a", "u1", "1", MARK, "nvcr.io"));
    SecretFacts changed = copy("b", "u2", "2", MARK, "evil.example");
    assertThat(parts.shared(changed)).isSameAs(changed);
    SecretFacts again = parts.shared(copy("c", "u3", "3", MARK, "evil.example"));
    assertThat(again.secret().credentials()).isSameAs(changed.secret().credentials());
  }

  @Test
  void other_secrets_and_marks_as_long_as_only_a_stranger_writes_them_are_left_as_they_are() {
    CopyMark endless = new CopyMark("runai", "ngc", "u".repeat(200_000), "hash");
    for (int i = 0; i < 2; i++) {
      SecretFacts other = copy("a", "u1", "1", null, "nvcr.io");
      assertThat(parts.shared(other)).isSameAs(other);
      SecretFacts marked = copy("a", "u1", "1", endless, "nvcr.io");
      assertThat(parts.shared(marked)).isSameAs(marked);
    }
  }

  private static SecretFacts copy(
      String namespace, String uid, String version, @Nullable CopyMark mark, String registry) {
    String config = "{\"auths\":{\"" + registry + "\":{\"username\":\"u\",\"password\":\"p\"}}}";
    SecretBuilder secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("ngc")
            .withUid(uid)
            .withResourceVersion(version)
            .endMetadata()
            .withType(SecretType.DOCKER_CONFIG_JSON.typeName())
            .addToData(
                SecretType.DOCKER_CONFIG_JSON.dataKey(),
                Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)));
    if (mark != null) {
      secret
          .editMetadata()
          .withLabels(mark.labels())
          .withAnnotations(mark.annotations())
          .endMetadata();
    }
    return KubernetesFacts.of(
        secret.build(),
        SecretType.DOCKER_CONFIG_JSON,
        new DeclarationRule(ProjectSecrets.DECLARED));
  }
}
