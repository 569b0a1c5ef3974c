package io.pullsecrets.pull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The smallest image there is, as a folder (OCI image layout 1.0). */
final class TinyImage {
  static final String TAG = "1";

  private TinyImage() {}

  /** Writes it into a new folder. */
  static void write(Path layout) throws IOException {
    Files.createDirectories(layout.resolve("blobs/sha256"));
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    String configuration =
        blob(
            layout,
            "config",
            "{\"architecture\":\"amd64\",\"os\":\"linux\","
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
    String manifest =
        blob(
            layout,
            "manifest",
            "{\"schemaVersion\":2,\"config\":%s,\"layers\":[]}".formatted(configuration));
    String tagged =
        manifest.replaceFirst(
            "}$",
            ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"%s\"}}".formatted(TAG));
    Files.writeString(
        layout.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(tagged));
  }

  /** Writes a blob; its descriptor. */
  private static String blob(Path layout, String kind, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String digest = sha256(bytes);
    Files.write(layout.resolve("blobs/sha256").resolve(digest), bytes);
    return "{\"mediaType\":\"application/vnd.oci.image.%s.v1+json\",\"digest\":\"sha256:%s\",\"size\":%d}"
        .formatted(kind, digest, bytes.length);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
