package io.pullsecrets.certificates;

import java.util.Optional;

/** Where the serving certificate comes from, and who sees to it that there is a good one. */
interface CertificateSource extends AutoCloseable {
  /** Begins to look after it. */
  void start();

  /** Why the API server's calls can't succeed; empty if they can. */
  Optional<String> unready();

  @Override
  void close();
}
