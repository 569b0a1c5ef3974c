package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
  private static final FieldNames NAMES = new FieldNames("a", "name", "näme");

  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " { } ",
        "\t[\r\n]\n",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "10.5e+3",
        "1E-9",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF\"",
        "\"a string of more than eight bytes, with an escape \\n behind them\"",
        "{\"a\":{\"a\":[1,[],{},\"x\",null]},\"b\":false}",
        "{\"a\":1,\"a\":2}",
        "\"é€😀\u007f\"",
      })
  void what_the_grammar_allows_is_passed(String document) {
    assertThat(isPassed(document)).isTrue();
    assertThat(isJson(document)).as("Jackson, which checks the test").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "}",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "NaN",
        "nul",
        "nulL",
        "truefalse",
        "\"",
        "\"a",
        "\"\\",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u",
        "\"tab\tinside\"",
        "\"eight b\u0000inside of eight bytes\"",
        "\u0000",
        "1 1",
        "{} x",
        "// comment",
        "\uFEFF{}",
      })
  void what_it_forbids_is_refused(String document) {
    assertThat(isPassed(document)).isFalse();
  }

  @Test
  void a_refusal_tells_where() {
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> cursor(" hunter2").skip())
        .withMessage("the body is not JSON at byte 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{1:1}",
      })
  void what_the_grammar_forbids_is_refused_in_an_object_that_is_read(String document) {
    assertThat(isRead(document)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,]", "[,1]", "[1 2]", "[}", "[{},]", "[{} {}]"})
  void what_the_grammar_forbids_is_refused_in_an_array_that_is_read(String document) {
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> cursor(document).eachObject(() -> {}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void depth_that_is_passed_over_needs_no_stack(String level) {
    String deep = level.repeat(100_000);
    assertThatExceptionOfType(InvalidReviewException.class)
        .isThrownBy(() -> cursor(deep).skip())
        .withMessageContaining("is not JSON at byte " + deep.length());
    assertThat(isPassed("[".repeat(100_000) + "]".repeat(100_000))).isTrue();
  }

  @Test
  void known_fields_are_told_from_others_also_where_they_are_escaped() throws Exception {
    JsonCursor json =
        cursor("{\"name\":1,\"names\":2,\"\":3,\"n\\u0061me\":4,\"näme\":5,\"n\\u00e4me\":6}");
    List<String> names = new ArrayList<>();
    json.enterObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      names.add(name);
      json.skip();
    }
    assertThat(names)
        .containsExactly("name", FieldNames.OTHER, FieldNames.OTHER, "name", "näme", "näme");
    assertThat(json.atEnd()).isTrue();
  }

  @Test
  void a_value_of_another_type_counts_as_missing() throws Exception {
    JsonCursor json = cursor("{\"a\":[\"x\",{\"a\":1}],\"a\":5,\"a\":null,\"a\":\"text\"}");
    json.enterObject();
    json.nextField();
    assertThat(json.text()).isNull();
    json.nextField();
    assertThat(json.enterObject()).isFalse();
    json.nextField();
    assertThat(json.eachObject(() -> {})).isFalse();
    json.nextField();
    assertThat(json.text()).isEqualTo("text");
    assertThat(json.nextField()).isNull();
  }

  @Test
  void bytes_that_are_no_text_become_a_replacement_character() throws Exception {
    byte[] document = {'"', 'a', (byte) 0xff, 'b', '"'};
    assertThat(new JsonCursor(document, NAMES).text()).isEqualTo("a\uFFFDb");
  }

  @Property(seed = "1")
  void a_string_is_read_as_jackson_reads_it(@ForAll("literals") String literal) throws Exception {
    JsonCursor json = cursor(literal);
    String text = json.text();
    try (JsonParser parser = JACKSON.createParser(literal)) {
      assertThat(text).isEqualTo(parser.nextTextValue());
    }
    assertThat(json.passedBytes()).isEqualTo(text == null ? 0 : Utf8.length(text));
    assertThat(json.atEnd()).isTrue();
  }

  @Property(seed = "1")
  void a_document_that_jackson_reads_is_passed(@ForAll("documents") String document) {
    if (isJson(document)) {
      assertThat(isPassed(document)).as(document).isTrue();
      assertThat(isRead(document)).as(document).isTrue();
    }
  }

  @Property(seed = "1")
  void a_text_or_number_is_refused_exactly_when_jackson_refuses_it(
      @ForAll("documents") String document) {
    if (!document.contains("{") && !document.contains("[")) {
      assertThat(isPassed(document)).as(document).isEqualTo(isJson(document));
    }
  }

  @Property(seed = "1")
  void what_is_passed_over_ends_where_jackson_says(@ForAll("trees") String tree) throws Exception {
    String document = "{\"a\":" + tree + ",\"name\":\"behind\"}";
    assertThat(isJson(document)).as("Jackson, which checks the test").isTrue();
    JsonCursor json = cursor(document);
    json.enterObject();
    json.nextField();
    json.skip();
    assertThat(json.nextField()).isEqualTo("name");
    assertThat(json.text()).isEqualTo("behind");
    assertThat(json.nextField()).isNull();
    assertThat(json.atEnd()).isTrue();
  }

  @Property(seed = "1")
  void what_is_cut_short_is_refused(
      @ForAll("trees") String tree, @ForAll @IntRange(max = 99) int percent) {
    assertThat(isPassed(tree.substring(0, tree.length() * percent / 100))).as(tree).isFalse();
  }

  @Provide
  Arbitrary<String> literals() {
    return Arbitraries.of(
            "a",
            "é",
            "€",
            "😀",
            " ",
            "12345678",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\u0000",
            "name")
        .list()
        .ofMaxSize(12)
        .map(parts -> '"' + String.join("", parts) + '"');
  }

  /** Near enough to JSON that some are, of parts that are read by different code. */
  @Provide
  Arbitrary<String> documents() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"a\"",
            "\"a\":",
            "{\"a\":1}",
            "[1]",
            "\"",
            "\\n",
            "0",
            "1",
            "-",
            ".",
            "e",
            "true",
            "null",
            "tru",
            " ",
            "\n",
            "\t",
            "\"b\\u12",
            "€")
        .list()
        .ofMinSize(1)
        .ofMaxSize(7)
        .map(parts -> String.join("", parts));
  }

  /** Objects and arrays whose strings are full of what could be taken for their end. */
  @Provide
  Arbitrary<String> trees() {
    Arbitrary<String> texts =
        Arbitraries.of("]", "}", "[", "{", ":", ",", "\\\"", "\\\\", "\\n", "é", "a", "1234567")
            .list()
            .ofMaxSize(9)
            .map(parts -> '"' + String.join("", parts) + '"');
    return Arbitraries.recursive(
        () ->
            Arbitraries.oneOf(texts, Arbitraries.of("0", "-1.5e3", "true", "null", " {} ", "[\n]")),
        inside ->
            Arbitraries.oneOf(
                inside.list().ofMaxSize(4).map(parts -> "[" + String.join(", ", parts) + "]"),
                Combinators.combine(texts, inside, texts, inside)
                    .as((a, b, c, d) -> "{" + a + ":" + b + "," + c + ": " + d + "}")),
        1,
        5);
  }

  /** Enters every object, as a reader does; arrays are passed over. */
  private static boolean isRead(String document) {
    JsonCursor json = cursor(document);
    try {
      readObjects(json);
      return json.atEnd();
    } catch (InvalidReviewException e) {
      return false;
    }
  }

  private static void readObjects(JsonCursor json) throws InvalidReviewException {
    if (json.enterObject()) {
      while (json.nextField() != null) {
        readObjects(json);
      }
    }
  }

  private static boolean isPassed(String document) {
    JsonCursor json = cursor(document);
    try {
      json.skip();
      return json.atEnd();
    } catch (InvalidReviewException e) {
      return false;
    }
  }

  private static boolean isJson(String document) {
    try (JsonParser parser = JACKSON.createParser(document)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonCursor cursor(String document) {
    return new JsonCursor(document.getBytes(StandardCharsets.UTF_8), NAMES);
  }
}
