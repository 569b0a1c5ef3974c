package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pullsecrets.injection.PodImages;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlikeReviewsTest {
  private static final String POD =
      """
      {"metadata":{"name":"worker-0","labels":{"rank":"0"},"annotations":{"index":"0"},
      "managedFields":[{"time":"2026-01-01T00:00:00Z"}]},"spec":{"volumes":[{"name":"token-a"}],
      "containers":[{"name":"c","image":"nvcr.io/web","env":[{"name":"RANK","value":"0"}]}],
      "serviceAccountName":"trainer","priority":0}}\
      """;

  /** Held, so that none is collected while a test runs. */
  private final List<ReviewPattern> patterns = new ArrayList<>();

  private final List<Reference<ReviewPattern>> references = new ArrayList<>();
  private final AlikeReviews reviews =
      new AlikeReviews(
          pattern -> {
            patterns.add(pattern);
            Reference<ReviewPattern> reference = new WeakReference<>(pattern);
            references.add(reference);
            return reference;
          });

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      value = {
        "worker-0, worker-17, its name",
        "token-a, another-token, a volume's name",
        "2026-01-01T00:00:00Z, 2027-01-01T00:00:00.5Z, a time",
        "^\"rank\":\"0\"^, ^\"rank\":\"12\"^, a label",
        "^\"index\":\"0\"^, ^\"index\":\"7\"^, an annotation of the same length",
        "^\"value\":\"0\"^, ^\"valueFrom\":{\"a\":[null]}^, what follows a container's image",
        "^\"priority\":0^, ^\"priority\":-1e9^, any other value",
      })
  void a_pod_is_alike_whatever_it_has_there(String text, String other, String what)
      throws Exception {
    PodImages pod = learn();
    AdmissionRequest request = read("u2", POD.replace(text, other));
    assertThat(request).as(what).isEqualTo(reader("u2", POD.replace(text, other)));
    assertThat(request.pod()).as(what).isSameAs(pod);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      value = {
        "nvcr.io/web, nvcr.io/api, an image",
        "trainer, other, a ServiceAccount",
        "^\"index\":\"0\"^, ^\"index\":\"12\"^, what annotations add up to",
        "^\"index\":\"0\"^, ^\"index\":0^, an annotation that is no text",
        "^\"index\":^, ^\"kubernetes.io/config.mirror\":^, an annotation that counts",
        "^\"rank\":\"0\"^, ^\"pull-secret-injector/inject\":\"false\"^, the switch",
        "^\"priority\":0^, ^\"imagePullSecrets\":[{\"name\":\"own\"}]^, a pull secret of its own",
        "^\"name\":\"worker-0\"^, ^\"name\":\"\"^, no name",
        "^\"name\":\"worker-0\"^, ^\"name\":null^, no name that is a text",
        "^\"spec\":{^, ^\"other\":{^, no containers",
      })
  void a_pod_is_not_alike_with_another(String text, String other, String what) throws Exception {
    PodImages pod = learn();
    AdmissionRequest request = read("u2", POD.replace(text, other));
    assertThat(request).as(what).isEqualTo(reader("u2", POD.replace(text, other)));
    assertThat(request.pod()).as(what).isNotSameAs(pod);
  }

  @Test
  void a_pod_that_is_alone_makes_no_pattern() throws Exception {
    read("u", POD);
    read("u", POD.replace("web", "api"));
    assertThat(patterns).isEmpty();
    read("u", POD);
    assertThat(patterns).hasSize(1);
  }

  @Test
  void of_two_uids_or_names_the_last_counts_and_there_is_no_pattern() throws Exception {
    String twice = POD.replace("\"name\":\"worker-0\"", "\"name\":\"a\",\"name\":\"b\"");
    for (String name : List.of("b", "c")) {
      assertThat(read("u", twice.replace("\"b\"", '"' + name + '"')).podName()).isEqualTo(name);
      assertThat(read("u\",\"uid\":\"" + name, POD).uid()).isEqualTo(name);
    }
    assertThat(patterns).isEmpty();
  }

  @Test
  void an_image_that_is_a_number_ends_with_what_follows() throws Exception {
    String number = POD.replace("\"nvcr.io/web\"", "12");
    read("u", number);
    read("u", number);
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> read("u", number.replace("12,", "12.,")));
  }

  @Test
  void a_name_that_is_no_text_leaves_the_one_before() throws Exception {
    String twice = POD.replace("\"name\":\"worker-0\"", "\"name\":\"a\",\"name\":null");
    for (String name : List.of("a", "a", "b")) {
      String pod = twice.replace("\"a\"", '"' + name + '"');
      assertThat(read("u", pod).podName()).isEqualTo(name);
      assertThat(read("u", pod)).isEqualTo(reader("u", pod));
    }
  }

  @Test
  void more_that_does_not_matter_than_is_noted_makes_no_pattern() throws Exception {
    String many = POD.replace("\"priority\":0", "\"priority\":0,".repeat(Gap.MAX) + "\"a\":0");
    read("u", many);
    read("u", many);
    assertThat(patterns).isEmpty();
  }

  @Test
  void a_review_of_more_than_512_kib_is_read() throws Exception {
    String large = POD.replace("\"priority\":0", "\"a\":\"" + "x".repeat(512 << 10) + '"');
    learn();
    for (String uid : List.of("a", "b", "c")) {
      assertThat(read(uid, large)).isEqualTo(reader(uid, large));
    }
    assertThat(patterns).hasSize(1);
  }

  @Test
  void what_is_wrong_with_a_review_is_said_as_without_a_pattern() throws Exception {
    learn();
    String broken = review("u", POD.replace("\"value\":\"0\"", "\"value\":\"0"));
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> read(broken))
        .withMessageStartingWith("the body is not JSON at byte ");
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> read("", POD))
        .withMessage("the AdmissionReview's request has no uid");
  }

  @Test
  void a_pattern_that_was_collected_is_made_anew() throws Exception {
    learn();
    references.get(0).clear();
    assertThat(read("u", POD)).isEqualTo(reader("u", POD));
    assertThat(patterns).hasSize(2);
    assertThat(read("u", POD).pod()).isSameAs(read("v", POD).pod());
  }

  @Test
  void no_text_of_a_pod_stays_beyond_a_collection() throws Exception {
    AlikeReviews keeping = new AlikeReviews();
    WeakReference<byte[]> body = readTwice(keeping);
    int megabytes = 0;
    while (body.get() != null && megabytes < 10_000) {
      byte[] garbage = new byte[1 << 20]; // until there has to be a collection
      megabytes += garbage.length >> 20;
    }
    assertThat(body.get()).isNull();
    assertThat(keeping.read(review("u", POD).getBytes(StandardCharsets.UTF_8)).uid())
        .isEqualTo("u");
  }

  private static WeakReference<byte[]> readTwice(AlikeReviews keeping) throws Exception {
    byte[] body = review("u", POD).getBytes(StandardCharsets.UTF_8);
    keeping.read(body);
    keeping.read(body);
    return new WeakReference<>(body);
  }

  /** From the second pod on there is a pattern; what it says of a pod. */
  private PodImages learn() throws Exception {
    read("u", POD);
    PodImages pod = read("u", POD).pod();
    assertThat(patterns).hasSize(1);
    return pod;
  }

  private AdmissionRequest read(String uid, String pod) throws InvalidReviewException {
    return read(review(uid, pod));
  }

  private AdmissionRequest read(String review) throws InvalidReviewException {
    return reviews.read(review.getBytes(StandardCharsets.UTF_8));
  }

  private static AdmissionRequest reader(String uid, String pod) throws InvalidReviewException {
    return ReviewReader.read(review(uid, pod).getBytes(StandardCharsets.UTF_8));
  }

  private static String review(String uid, String pod) {
    return """
    {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"%s",
    "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"demo",
    "operation":"CREATE","object":%s}}
    """
        .formatted(uid, pod);
  }
}
