package io.pullsecrets.registry;

import io.pullsecrets.image.ImageReference;
import java.util.Optional;

/** An image in the form in which the kubelet looks it up, to be compared with many Secrets. */
public final class ImageAddress {

  private final Optional<RegistryAddress> address;
  private final boolean dockerHub;

  private ImageAddress(Optional<RegistryAddress> address, boolean dockerHub) {
    this.address = address;
    this.dockerHub = dockerHub;
  }

  /** The address of this image. */
  public static ImageAddress of(ImageReference image) {
    return new ImageAddress(RegistryAddress.of(image), Keyring.isDockerHub(image));
  }

  /** What keys are compared with; empty if no key can match. */
  Optional<RegistryAddress> address() {
    return address;
  }

  /** Whether the kubelet falls back on {@code index.docker.io} ({@link Keyring#isDockerHub}). */
  boolean isDockerHub() {
    return dockerHub;
  }
}
