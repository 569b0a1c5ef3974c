package io.pullsecrets.registry;

import java.io.IOException;

/**
 * A docker config that lists more than is looked at ({@link ConfigEntries#MAX_ENTRIES}, {@link
 * ConfigEntries#MAX_KEY_CHARACTERS}).
 */
final class TooManyRegistriesException extends IOException {

  private static final long serialVersionUID = 1L;
}
