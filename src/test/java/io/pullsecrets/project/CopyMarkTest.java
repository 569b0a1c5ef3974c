package io.pullsecrets.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyMarkTest {
  private static final CopyMark MARK = new CopyMark("runai", "ngc.team", "uid-1", "abc");

  @Test
  void what_is_written_is_read_again_among_other_labels_and_annotations() {
    Map<String, String> labels = new HashMap<>(MARK.labels());
    Map<String, String> annotations = new HashMap<>(MARK.annotations());
    labels.put("team", "a");
    annotations.put("note", "b");

    assertThat(CopyMark.read(labels, annotations)).contains(MARK);
    assertThat(labels).containsEntry("app.kubernetes.io/managed-by", "pull-secret-injector");
    assertThat(annotations)
        .containsEntry("pull-secret-injector/source", "runai/ngc.team")
        .containsEntry("pull-secret-injector/source-uid", "uid-1")
        .containsEntry("pull-secret-injector/content-hash", "abc");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      textBlock =
          """
          app.kubernetes.io/managed-by,      Helm,          somebody else's label
          app.kubernetes.io/managed-by,      ,              no label
          pull-secret-injector/source,       ,              no source
          pull-secret-injector/source,       ngc,           a source without namespace
          pull-secret-injector/source,       /ngc,          an empty namespace
          pull-secret-injector/source,       runai/,        an empty name
          pull-secret-injector/source,       runai/ngc/x,   a slash too many
          pull-secret-injector/source-uid,   ,              no UID
          pull-secret-injector/source-uid,   '',            an empty UID
          pull-secret-injector/content-hash, ,              no hash
          pull-secret-injector/content-hash, ' ',           a blank hash
          """)
  void a_secret_is_not_ours_if_anything_is_missing_or_malformed(
      String key, String value, String reason) {
    Map<String, String> labels = new HashMap<>(MARK.labels());
    Map<String, String> annotations = new HashMap<>(MARK.annotations());
    Map<String, String> tampered = labels.containsKey(key) ? labels : annotations;
    if (value == null) {
      tampered.remove(key);
    } else {
      tampered.put(key, value);
    }
    assertThat(CopyMark.read(labels, annotations)).as(reason).isEmpty();
  }

  @Test
  void a_mark_that_could_not_be_read_again_cannot_be_made() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CopyMark("runai", "a/b", "uid", "secret-hash"))
        .withMessageNotContaining("secret-hash");
  }

  @Test
  void the_hash_is_not_printed() {
    assertThat(MARK.toString()).doesNotContain("abc").contains("runai/ngc.team");
  }
}
