package io.pullsecrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Contents of docker Secrets, sound ones and ones with every kind of flaw, with a marker in each.
 */
public final class MarkedSecrets {
  private MarkedSecrets() {}

  /** By a name for the Secret. */
  public static Map<String, String> contents(Marker marker) {
    String word = marker.text();
    String pair = base64("user:" + word);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("password", "{\"auths\":{\"a.example\":{\"username\":\"u\",\"password\":\"MARK\"}}}");
    all.put(
        "username", "{\"auths\":{\"b.example\":{\"username\":\"MARK\",\"password\":\"MARK\"}}}");
    all.put("auth", "{\"auths\":{\"c.example\":{\"auth\":\"" + pair + "\",\"email\":\"MARK\"}}}");
    all.put("flat", "{\"https://d.example\":{\"auth\":\"" + pair + "\"}}");
    all.put("undecodable-auth", "{\"auths\":{\"e.example\":{\"auth\":\"MARK!!\"}}}");
    all.put(
        "auth-without-colon", "{\"auths\":{\"f.example\":{\"auth\":\"" + base64(word) + "\"}}}");
    all.put("wrong-types", "{\"auths\":{\"g.example\":{\"username\":5,\"password\":[\"MARK\"]}}}");
    all.put(
        "entry-is-a-text", "{\"auths\":{\"h.example\":\"MARK\"},\"HttpHeaders\":{\"X\":\"MARK\"}}");
    all.put("cut-short", "{\"auths\":{\"i.example\":{\"password\":\"MARK\"");
    all.put("behind-the-end", "{\"auths\":{\"j.example\":{\"password\":\"MARK\"}}} MARK");
    all.put("no-json", word);
    all.put("a-text", "\"MARK\"");
    all.put("a-list", "[\"MARK\"]");
    all.put("auths-is-a-text", "{\"auths\":\"MARK\"}");
    all.put(
        "key-with-password",
        "{\"auths\":{\"https://u:MARK@k.example\":{\"auth\":\"" + pair + "\"}}}");
    all.put("key-with-query", "{\"auths\":{\"l.example?token=MARK\":{\"auth\":\"" + pair + "\"}}}");
    all.put(
        "tokens",
        "{\"auths\":{\"m.example\":{\"identitytoken\":\"MARK\",\"registrytoken\":\"MARK\"}}}");
    all.put("unknown-fields", "{\"auths\":{\"n.example\":{\"MARK\":\"MARK\"}},\"MARK\":\"MARK\"}");
    all.put(
        "twice",
        "{\"auths\":{\"o.example\":{\"auth\":\"MARK\"},\"https://o.example\":{\"auth\":\""
            + pair
            + "\"}}}");
    all.put("helper", "{\"credsStore\":\"MARK\",\"credHelpers\":{\"p.example\":\"MARK\"}}");
    all.put("docker-hub", "{\"auths\":{\"*.io\":{\"username\":\"u\",\"password\":\"MARK\"}}}");
    all.put(
        "token-of-aws",
        "{\"auths\":{\"1.dkr.ecr.eu-west-1.amazonaws.com\":{\"username\":\"AWS\",\"password\":\"MARK\"}}}");
    all.put(
        "empty",
        "{\"auths\":{\"q.example\":{\"username\":\"\",\"password\":\"\",\"email\":\"MARK\"}}}");
    all.replaceAll((name, content) -> content.replace("MARK", word));
    return all;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
