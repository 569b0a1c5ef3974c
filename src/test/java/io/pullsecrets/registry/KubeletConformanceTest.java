package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import io.pullsecrets.image.PrintableText;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares the product with answers recorded from the kubelet's own code (see {@code
 * kubelet-cases.md}). Another file of the same form is given by the system property {@code
 * kubelet.cases}.
 */
class KubeletConformanceTest {

  private static final String RECORDED_CASES = "/kubelet-cases.jsonl.gz";
  private static final int SHOWN_MISMATCHES = 10;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void usesTheSameCredentialsInTheSameOrderAsTheKubelet() throws IOException {
    int cases = 0;
    List<String> mismatches = new ArrayList<>();
    try (BufferedReader lines = openCases(System.getProperty("kubelet.cases"))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        cases++;
        JsonNode theCase = json.readTree(line);
        compare(theCase, mismatches);
        compareIndex(theCase, mismatches);
      }
    }

    System.out.println("cases: " + cases + ", mismatches: " + mismatches.size());
    mismatches.stream().limit(SHOWN_MISMATCHES).forEach(System.out::println);
    assertThat(cases).as("cases read").isPositive();
    assertThat(mismatches.size()).as("mismatches, of which the first are printed above").isZero();
  }

  private static BufferedReader openCases(@Nullable String file) throws IOException {
    byte[] content;
    if (file == null) {
      try (InputStream recorded =
          KubeletConformanceTest.class.getResourceAsStream(RECORDED_CASES)) {
        content = recorded == null ? new byte[0] : recorded.readAllBytes();
      }
    } else {
      Path path = Path.of(file);
      assertThat(path).as("the file given by -Dkubelet.cases").isRegularFile();
      content = Files.readAllBytes(path);
    }
    InputStream stream = new ByteArrayInputStream(content);
    boolean gzipped = content.length > 1 && content[0] == (byte) 0x1f && content[1] == (byte) 0x8b;
    return new BufferedReader(
        new InputStreamReader(gzipped ? new GZIPInputStream(stream) : stream, UTF_8));
  }

  /** The index, of which admission takes its answers, finds the Secrets that the kubelet uses. */
  private static void compareIndex(JsonNode theCase, List<String> mismatches) throws IOException {
    Map<String, PullSecret> secrets = new HashMap<>();
    for (JsonNode secret : theCase.get("secrets")) {
      PullSecret read = read(secret);
      secrets.put(read.name(), read);
    }
    PullSecretIndex index = PullSecretIndex.of(secrets.values());
    JsonNode images = theCase.get("expect").path("images");
    for (Map.Entry<String, JsonNode> each : images.properties()) {
      Set<String> expected = new TreeSet<>();
      each.getValue().forEach(name -> expected.add(name.asText()));
      if (each.getValue().isArray() && !found(index, each.getKey()).equals(expected)) {
        mismatches.add(
            "%s: image %s: expected %s, the index finds %s"
                .formatted(
                    theCase.get("id"),
                    PrintableText.of(each.getKey(), 100),
                    expected,
                    found(index, each.getKey())));
      }
    }
  }

  private static Set<String> found(PullSecretIndex index, String image) {
    try {
      ImageReference reference = ImageReference.parse(image);
      Map<Match.Kind, Set<String>> byKind = new EnumMap<>(Match.Kind.class);
      for (PullSecret secret : index.candidates(ImageAddress.of(reference))) {
        byKind
            .computeIfAbsent(secret.match(reference).kind(), kind -> new TreeSet<>())
            .add(secret.name());
      }
      return byKind.getOrDefault(
          Match.Kind.DIRECT, byKind.getOrDefault(Match.Kind.DOCKER_HUB_FALLBACK, Set.of()));
    } catch (InvalidImageReferenceException e) {
      throw new AssertionError("the kubelet parses " + PrintableText.of(image, 100), e);
    }
  }

  private void compare(JsonNode theCase, List<String> mismatches) throws IOException {
    JsonNode expected = theCase.get("expect");
    JsonNode got = answer(theCase);
    if (got.equals(expected)) {
      return;
    }
    String id = theCase.get("id") + " (" + theCase.path("why").asText("random") + ")";
    if (got.has("decodeError") || expected.has("decodeError")) {
      mismatches.add("%s: expected %s, got %s".formatted(id, outline(expected), outline(got)));
      return;
    }
    for (JsonNode image : theCase.get("images")) {
      JsonNode expectedUses = expected.get("images").get(image.asText());
      JsonNode gotUses = got.get("images").get(image.asText());
      if (!gotUses.equals(expectedUses)) {
        mismatches.add(
            "%s: image %s: expected %s, got %s"
                .formatted(id, PrintableText.of(image.asText(), 100), expectedUses, gotUses));
      }
    }
  }

  private static String outline(JsonNode outcome) {
    return outcome.has("decodeError") ? "a decode error" : "no decode error";
  }

  /** What the product says, in the form in which the kubelet's answer is recorded. */
  private static ObjectNode answer(JsonNode theCase) throws IOException {
    List<PullSecret> secrets = new ArrayList<>();
    for (JsonNode secret : theCase.get("secrets")) {
      secrets.add(read(secret));
    }
    ObjectNode answer = NODES.objectNode();
    Keyring keyring;
    try {
      keyring = Keyring.of(secrets);
    } catch (UndecodableSecretException e) {
      return answer.put("decodeError", true);
    }
    ObjectNode images = answer.putObject("images");
    for (JsonNode image : theCase.get("images")) {
      images.set(image.asText(), lookup(keyring, image.asText()));
    }
    return answer;
  }

  private static PullSecret read(JsonNode secret) throws IOException {
    Map<String, byte[]> data = new HashMap<>();
    JsonNode fields = secret.path("data");
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      data.put(field.getKey(), field.getValue().binaryValue());
    }
    return PullSecret.read(
        "team", secret.get("name").asText(), secret.path("type").asText(null), data);
  }

  private static JsonNode lookup(Keyring keyring, String image) {
    try {
      ArrayNode names = NODES.arrayNode();
      keyring.lookup(ImageReference.parse(image)).forEach(use -> names.add(use.secret().name()));
      return names;
    } catch (InvalidImageReferenceException e) {
      return TextNode.valueOf("parseError");
    }
  }
}
