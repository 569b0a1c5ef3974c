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

/** Finds the one Secret among many that serves an image. */
@State(Scope.Benchmark)
public class PullSecretIndexBenchmark {
  @Param({"1000", "10000"})
  int secrets;

  private PullSecretIndex index;
  private ImageReference image;

  @Setup
  public void setUp() throws InvalidImageReferenceException {
    index = ManySecrets.index(secrets, 0);
    image = ImageReference.parse("registry.example.com/team/web:2");
    if (candidates().size() != 1) {
      throw new IllegalStateException("one Secret should serve the image");
    }
  }

  @Benchmark
  public List<PullSecret> candidates() {
    return index.candidates(ImageAddress.of(image));
  }
}
