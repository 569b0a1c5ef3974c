package io.pullsecrets.baseline;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;

/**
 * The floor: takes the body as the webhook does, looks at nothing and answers the same each time.
 * What it costs is what HTTPS and JAX-RS cost on this server.
 */
@Path("/bench/constant")
public final class ConstantAnswer {
  /** About as long as the webhook's answer to the reviews of the measurement. */
  private static final int LENGTH = 880;

  private static final byte[] ANSWER =
      ("{\"padding\":\"" + "x".repeat(LENGTH - 14) + "\"}").getBytes(StandardCharsets.US_ASCII);

  /** The same for each body. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @NonBlocking
  public byte[] answer(byte[] body) {
    return ANSWER;
  }
}
