package io.pullsecrets.image;

/**
 * An image reference that no kubelet can parse. The API server stores such pods all the same, so
 * this is an ordinary outcome. The message is safe to print, whatever the reference holds.
 */
public final class InvalidImageReferenceException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int PRINTED_LENGTH = 200;

  InvalidImageReferenceException(String reference, String reason) {
    super(
        "invalid image reference \""
            + PrintableText.of(reference, PRINTED_LENGTH)
            + "\": "
            + reason);
  }
}
