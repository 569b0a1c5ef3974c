package io.pullsecrets.registry;

import io.pullsecrets.bench.ManySecrets;
import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the kubelet would try for an image, given all pull secrets of a pod. */
@State(Scope.Benchmark)
public class KeyringBenchmark {
  @Param({"1", "10"})
  int secrets;

  private Keyring keyring;
  private ImageReference image;

  @Setup
  public void setUp() throws InvalidImageReferenceException, UndecodableSecretException {
    // The first by name serves the image.
    keyring = Keyring.of(ManySecrets.index(10, 0).secrets().subList(0, secrets));
    image = ImageReference.parse("registry.example.com/team/web:2");
    if (lookup().size() != 1) {
      throw new IllegalStateException("one Secret should serve the image");
    }
  }

  @Benchmark
  public List<Keyring.Use> lookup() {
    return keyring.lookup(image);
  }
}
