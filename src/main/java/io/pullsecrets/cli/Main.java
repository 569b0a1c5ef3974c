package io.pullsecrets.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Without arguments the server, with some the command line, which needs nothing of Quarkus. */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... arguments) {
    if (arguments.length == 0) {
      Quarkus.run();
    } else {
      System.exit(
          CommandLineTool.run(
              new Console(
                  System.in,
                  writer(new FileOutputStream(FileDescriptor.out)),
                  writer(new FileOutputStream(FileDescriptor.err))),
              Clock.systemUTC(),
              arguments));
    }
  }

  /** UTF-8 whatever the locale: manifests are. */
  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }
}
