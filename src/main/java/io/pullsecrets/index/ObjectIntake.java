package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.ProjectRule;
import io.pullsecrets.project.ProjectRule.NamespaceFacts;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.SecretType;

/** Takes objects into an index; the same for those that are watched and those from a file. */
final class ObjectIntake {
  private final ClusterIndex index;
  private final ProjectRule projectRule;
  private final DeclarationRule declarationRule;
  private final CopyParts copyParts = new CopyParts();

  ObjectIntake(ClusterIndex index, ProjectRule projectRule, DeclarationRule declarationRule) {
    this.index = index;
    this.projectRule = projectRule;
    this.declarationRule = declarationRule;
  }

  void put(Namespace namespace) {
    NamespaceFacts facts = KubernetesFacts.of(namespace);
    projectRule
        .projectOf(facts)
        .map(project -> new NamedProject(projectRule.nameOf(facts), project))
        .ifPresentOrElse(index::putProject, () -> index.removeProject(facts.name()));
  }

  void put(Secret secret, SecretType type) {
    // The API server selects by type; not every stand-in for one does.
    if (type.typeName().equals(secret.getType())) {
      index.putSecret(copyParts.shared(KubernetesFacts.of(secret, type, declarationRule)));
    } else {
      index.removeSecret(secret.getMetadata().getNamespace(), secret.getMetadata().getName(), type);
    }
  }

  void put(io.fabric8.kubernetes.api.model.ServiceAccount object) {
    ServiceAccount account = KubernetesFacts.of(object);
    String namespace = object.getMetadata().getNamespace();
    if (account.name().equals(ServiceAccount.DEFAULT) || account.enforcesMountableSecrets()) {
      index.putServiceAccount(namespace, account);
    } else {
      index.removeServiceAccount(namespace, account.name());
    }
  }
}
