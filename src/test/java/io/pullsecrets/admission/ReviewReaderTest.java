package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pullsecrets.admission.AdmissionRequest.PodShape;
import io.pullsecrets.injection.PodImages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewReaderTest {
  private static final String ENVELOPE =
      """
      {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
      "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"demo",
      "operation":"CREATE","object":%s}}
      """;

  @Test
  void all_kinds_of_containers_and_image_volumes_have_images() throws Exception {
    AdmissionRequest request =
        pod(
            """
            {"spec":{"initContainers":[{"image":"a"},{"name":"none"}],"containers":[{"image":"b"}],
            "ephemeralContainers":[{"image":"c"}],
            "volumes":[{"name":"v","image":{"reference":"d"}},{"name":"w","emptyDir":{}}]}}
            """);
    assertThat(request.pod().images()).containsExactly("a", "b", "c", "d");
    assertThat(request.podCreation()).isTrue();
    assertThat(request.namespace()).isEqualTo("demo");
  }

  @Test
  void the_order_of_fields_does_not_matter() throws Exception {
    String review =
        """
        {"request":{"object":{"spec":{"containers":[{"image":"a"}]}},"operation":"CREATE",
        "namespace":"demo","resource":{"resource":"pods","version":"v1","group":""},"uid":"u"},
        "apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}
        """;
    assertThat(read(review).pod().images()).containsExactly("a");
    assertThat(read(review).podCreation()).isTrue();
  }

  @Test
  void the_list_of_pull_secrets_keeps_its_order_and_leaves_out_nameless_ones() throws Exception {
    AdmissionRequest request =
        pod(
            "{\"spec\":{\"imagePullSecrets\":[{\"name\":\"b\"},{},{\"name\":\"\"},{\"name\":\"a\"}]}}");
    assertThat(request.pod().pullSecrets()).containsExactly("b", "a");
    assertThat(request.shape().hasPullSecrets()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'name':'trainer','generateName':'trainer-'} | trainer | the name, if there is one",
        "{'generateName':'trainer-'} | trainer-* | or its beginning",
        "{'name':'','generateName':'trainer-'} | trainer-* | an empty name is none",
        "{'name':null} | ^^ | nothing",
        "{'labels':{'name':'x'}} | ^^ | a label is no name",
      })
  void a_pod_is_called_by_what_it_has_of_a_name(String metadata, String name, String reason)
      throws Exception {
    AdmissionRequest request = pod("{\"metadata\":" + metadata.replace('\'', '"') + "}");
    assertThat(request.podName()).as(reason).isEqualTo(name);
    assertThat(request.operation()).isEqualTo("CREATE");
  }

  @Test
  void a_null_where_an_object_or_list_could_be_counts_as_missing() throws Exception {
    AdmissionRequest request =
        pod("{\"metadata\":{\"annotations\":null},\"spec\":{\"imagePullSecrets\":null}}");
    assertThat(request.shape()).isEqualTo(new PodShape(true, false, 0, null, false));
  }

  @Test
  void annotations_are_measured_in_bytes() throws Exception {
    AdmissionRequest request = pod("{\"metadata\":{\"annotations\":{\"aé€\":\"😀\"}}}");
    assertThat(request.shape().annotationBytes()).isEqualTo(1 + 2 + 3 + 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labels      | pull-secret-injector/inject | false | true  | a label switches off",
        "annotations | pull-secret-injector/inject | false | true  | so does an annotation",
        "labels      | pull-secret-injector/inject | False | false | only the exact word counts",
        "labels      | inject                      | false | false | another key doesn't",
      })
  void the_pod_can_be_switched_off(
      String place, String key, String value, boolean off, String reason) throws Exception {
    AdmissionRequest request =
        pod("{\"metadata\":{\"%s\":{\"%s\":\"%s\"}}}".formatted(place, key, value));
    assertThat(request.pod().optedOut()).as(reason).isEqualTo(off);
  }

  @Test
  void a_mirror_pod_is_known_by_its_annotation() throws Exception {
    assertThat(
            pod("{\"metadata\":{\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"}}}")
                .pod()
                .mirror())
        .isTrue();
  }

  @Test
  void an_annotation_of_the_same_length_and_beginning_is_another_one() throws Exception {
    assertThat(
            pod("{\"metadata\":{\"annotations\":{\"kubernetes.io/config.source\":\"x\"}}}")
                .pod()
                .mirror())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"image\":\"a\"}",
        "{\"name\":\"c\",\"image\":\"a\" }",
        "{\"image\":\"a\", \"x\":{\"image\":\"no\",\"y\":[{}]},\"z\":\"}]\\\"}\"}",
        "{\"image\":\"a\",\"args\":[\"\\\\\",\"{[\"],\"é\":\"€{\"}",
        "{\"image\":7,\"x\":{}},{\"image\":\"a\"}"
      })
  void what_comes_behind_an_image_is_passed_over(String containers) throws Exception {
    String spec =
        "{\"spec\":{\"containers\":[%s,{\"image\":\"b\"}],\"serviceAccountName\":\"s\"}}"
            .formatted(containers);
    assertThat(pod(spec).pod())
        .returns(List.of("a", "b"), PodImages::images)
        .returns("s", PodImages::serviceAccount);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE | pods | ''   | ''     | an update can't change pull secrets",
        "CREATE | jobs | ''   | ''     | another resource",
        "CREATE | pods | apps | ''     | another group",
        "CREATE | pods | ''   | eviction | a subresource",
      })
  void only_a_pods_creation_is_one(
      String operation, String resource, String group, String subResource, String reason)
      throws Exception {
    AdmissionRequest request =
        read(
            """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
            "resource":{"group":"%s","resource":"%s"},"operation":"%s","subResource":"%s"}}
            """
                .formatted(group, resource, operation, subResource));
    assertThat(request.podCreation()).as(reason).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                        | not JSON at byte 0 | an empty body",
        "[]                                        | no JSON object | an array",
        "{                                         | not JSON | cut short",
        "{\"kind\":\"Pod\"}                        | kind is not AdmissionReview | a bare pod",
        "{\"kind\":5,\"apiVersion\":\"v1\"}        | kind is not AdmissionReview | a wrong type",
        "{\"kind\":\"AdmissionReview\"}            | only admission.k8s.io/v1 | no version",
        "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1beta1\"}"
            + "| only admission.k8s.io/v1 | an old version",
        "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\"}"
            + "| has no request | no request",
        "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{}}"
            + "| has no uid | no uid",
        "{} {}                                     | goes on | a second document",
      })
  void anything_else_is_refused_with_a_reason(String body, String message, String reason) {
    assertThatExceptionOfType(InvalidReviewException.class)
        .as(reason)
        .isThrownBy(() -> read(body == null ? "" : body))
        .withMessageContaining(message);
  }

  @Test
  void a_body_may_be_as_deep_as_it_is_large() throws Exception {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(pod("{\"spec\":{\"x\":" + deep + ",\"serviceAccountName\":\"a\"}}").pod())
        .returns("a", PodImages::serviceAccount);
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> pod("[".repeat(100_000)))
        .withMessageContaining("is not JSON");
  }

  @Test
  void a_refusal_never_repeats_the_body() {
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> read("{\"kind\": hunter2 }"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  private static AdmissionRequest pod(String pod) throws InvalidReviewException {
    return read(ENVELOPE.formatted(pod));
  }

  private static AdmissionRequest read(String review) throws InvalidReviewException {
    return ReviewReader.read(review.getBytes(StandardCharsets.UTF_8));
  }
}
