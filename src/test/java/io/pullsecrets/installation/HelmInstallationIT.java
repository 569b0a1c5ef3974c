package io.pullsecrets.installation;

import io.pullsecrets.NeedsRealApi;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The chart with its own values, as a release; Helm's library is there for one platform. */
@NeedsRealApi
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class HelmInstallationIT extends InstallationStories {
  @Override
  Installer installer() {
    return Installer.helm(Map.of());
  }
}
