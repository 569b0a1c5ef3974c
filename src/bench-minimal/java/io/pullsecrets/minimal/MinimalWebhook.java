package io.pullsecrets.minimal;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The least that could be a webhook: it gives back what it gets, and warms nothing up. */
@Path("/mutate")
@Singleton
public final class MinimalWebhook {
  @POST
  @NonBlocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] mutate(byte[] review) {
    return review;
  }
}
