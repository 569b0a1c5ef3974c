package io.pullsecrets.installation;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import io.pullsecrets.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A documented way to bring the injector into a cluster and to take it out again. */
interface Installer {
  void install(Kubectl kubectl);

  /** What it prints. */
  String uninstall(Kubectl kubectl);

  /** {@code kubectl apply -k} of the manifests as they are. */
  static Installer manifests() {
    return kustomization(ManifestsTest.FOLDER);
  }

  /** One of the overlays in place of them. */
  static Installer overlay(String name) {
    return kustomization(ManifestsTest.FOLDER.resolve("overlays").resolve(name));
  }

  /** One that a user writes for a copy of the manifests' folder. */
  static Installer kustomization(String content) {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "manifests");
      ManifestsTest.copyTo(folder);
      Files.writeString(folder.resolve("kustomization.yaml"), content);
      return kustomization(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A release of the chart. */
  static Installer helm(Map<String, String> values) {
    return new Installer() {
      @Override
      public void install(Kubectl kubectl) {
        InstallCommand install =
            new Helm(HelmChartTest.CHART)
                .install()
                .withName("pull-secret-injector")
                .withNamespace("runai")
                .withKubeConfig(kubectl.kubeconfig());
        values.forEach(install::set);
        install.call();
      }

      @Override
      public String uninstall(Kubectl kubectl) {
        return Helm.uninstall("pull-secret-injector")
                .withNamespace("runai")
                .withKubeConfig(kubectl.kubeconfig())
                .call()
            + runScript(ManifestsTest.FOLDER, kubectl);
      }
    };
  }

  private static Installer kustomization(Path folder) {
    return new Installer() {
      @Override
      public void install(Kubectl kubectl) {
        kubectl.run("apply", "-k", folder.toString());
      }

      @Override
      public String uninstall(Kubectl kubectl) {
        return runScript(folder, kubectl);
      }
    };
  }

  private static String runScript(Path folder, Kubectl kubectl) {
    try {
      ProcessBuilder script =
          new ProcessBuilder(
                  ManifestsTest.FOLDER.resolve("uninstall.sh").toString(), folder.toString())
              .redirectErrorStream(true);
      script.environment().put("KUBECTL", kubectl.command());
      Process process = script.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("uninstall.sh failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
