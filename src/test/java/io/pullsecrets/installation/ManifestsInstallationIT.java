package io.pullsecrets.installation;

import io.pullsecrets.NeedsRealApi;

/** The manifests as they are. */
@NeedsRealApi
class ManifestsInstallationIT extends InstallationStories {
  @Override
  Installer installer() {
    return Installer.manifests();
  }
}
