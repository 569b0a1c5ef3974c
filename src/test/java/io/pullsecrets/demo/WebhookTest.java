package io.pullsecrets.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookTest {
  private static final String ADD =
      "[{'op':'add','path':'/spec/imagePullSecrets','value':[{'name':'new'}]}]";

  @Test
  void a_patch_is_applied_to_the_pod() throws IOException {
    Webhook.Answer answer = answer("'patchType':'JSONPatch','patch':'%s',".formatted(base64(ADD)));

    assertThat(ExamplePod.pullSecrets(answer.pod())).containsExactly("new");
    assertThat(answer.reason()).isEqualTo("injected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'patch':'W10=',                            | the answer's patch has no patchType",
        "'patchType':'JSONPatch','patch':'e30=',    | the answer's patch doesn't apply to the pod",
        "'patchType':'JSONPatch','patch':'bm90',    | the answer's patch is no JSON in base64",
        "'uid':'other',                             | the answer has another request's uid",
        "'allowed':false,                           | the pod was refused",
      })
  void an_answer_that_an_api_server_would_refuse_is_refused(String fields, String message) {
    assertThatThrownBy(() -> answer(fields))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  private static Webhook.Answer answer(String fields) throws IOException {
    String response =
        """
        {'kind':'AdmissionReview','apiVersion':'admission.k8s.io/v1','response':
        {'uid':'1','allowed':true,%s'auditAnnotations':{'reason':'injected'}}}
        """
            .formatted(fields);
    // A later field of the same name would win, so the standard ones give way.
    if (fields.contains("'uid'")) {
      response = response.replace("'uid':'1',", "");
    }
    if (fields.contains("'allowed'")) {
      response = response.replace("'allowed':true,", "");
    }
    return Webhook.answer("1", json("{'spec':{}}"), json(response), 0);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
