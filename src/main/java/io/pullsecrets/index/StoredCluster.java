package io.pullsecrets.index;

import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.ExpiringToken;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.SecretType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A cluster at one moment, made of objects that were read once: from a file that kubectl wrote, or
 * from the API. Its index is the one that the webhook answers from.
 */
public final class StoredCluster {
  private static final byte[] NOTHING = {};

  private final ClusterRules rules;
  private final String defaultNamespace;
  private final ClusterIndex index;
  private final ObjectIntake intake;
  private final Map<String, String> namespacesOfProjects = new HashMap<>();
  private final Map<String, List<String>> pullSecretsOfAccounts = new HashMap<>();
  private final SortedMap<String, StoredSecret> secrets = new TreeMap<>();
  private final List<DepartmentTable> departments = new ArrayList<>();

  /** Places of tables that the index doesn't have as they are. */
  private final Set<Integer> newDepartments = new TreeSet<>();

  /**
   * An empty one.
   *
   * @param defaultNamespace where objects are that name no namespace
   */
  public StoredCluster(ClusterRules rules, String defaultNamespace) {
    this.rules = rules;
    this.defaultNamespace = defaultNamespace;
    this.index =
        new ClusterIndex(
            rules.declarationRule(),
            rules.clusterWideSecret()
                ? Optional.of(rules.clusterWideNamespace())
                : Optional.empty());
    this.intake = new ObjectIntake(index, rules.projectRule(), rules.declarationRule());
    rules
        .departmentResources()
        .forEach(each -> departments.add(new DepartmentTable(rules.clusterWideNamespace())));
  }

  /**
   * Takes in an object or a list of objects. What is neither a namespace, a Secret, a
   * ServiceAccount nor one that names departments is left aside.
   *
   * @param object as a YAML or JSON parser gives it
   */
  public void add(Map<?, ?> object) throws MalformedObjectException {
    add(
        object,
        Objects.requireNonNullElse(ObjectFields.text(object.get("kind")), ""),
        Objects.requireNonNullElse(ObjectFields.text(object.get("apiVersion")), ""));
  }

  private void add(Map<?, ?> object, String kind, String apiVersion)
      throws MalformedObjectException {
    if (kind.endsWith("List")) {
      // The API's own lists have the kind in their name only, kubectl's in each object.
      String kindOfItems = kind.substring(0, kind.length() - "List".length());
      for (Object each : ObjectFields.list(object.get("items"))) {
        Map<?, ?> item = ObjectFields.map(each);
        String itemKind = ObjectFields.text(item.get("kind"));
        String itemVersion = ObjectFields.text(item.get("apiVersion"));
        add(
            item,
            itemKind == null ? kindOfItems : itemKind,
            itemVersion == null ? apiVersion : itemVersion);
      }
      return;
    }
    ObjectFields fields = new ObjectFields(object, kind, defaultNamespace);
    switch (apiVersion + "/" + kind) {
      case "v1/Namespace" -> add(fields.namespace());
      case "v1/Secret" -> add(fields);
      case "v1/ServiceAccount" -> add(fields.serviceAccount());
      default -> addDepartment(fields, apiVersion, kind);
    }
  }

  private void add(Namespace namespace) {
    intake.put(namespace);
    String project = rules.projectRule().nameOf(KubernetesFacts.of(namespace));
    if (!project.isEmpty()) {
      namespacesOfProjects.put(project, namespace.getMetadata().getName());
    }
  }

  private void add(io.fabric8.kubernetes.api.model.ServiceAccount object) {
    intake.put(object);
    ServiceAccount account = KubernetesFacts.of(object);
    pullSecretsOfAccounts.put(
        object.getMetadata().getNamespace() + "/" + account.name(), account.imagePullSecrets());
  }

  private void add(ObjectFields fields) throws MalformedObjectException {
    Secret secret = fields.secret();
    Optional<SecretType> type = SecretType.of(secret.getType());
    type.filter(known -> rules.readsSecretsOf(secret.getMetadata().getNamespace()))
        .ifPresent(known -> intake.put(secret, known));
    if (type.isPresent() || holdsDockerConfig(secret)) {
      Map<String, byte[]> data = new HashMap<>();
      secret.getData().forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
      ObjectMeta metadata = secret.getMetadata();
      secrets.put(
          metadata.getNamespace() + "/" + metadata.getName(),
          new StoredSecret(
              PullSecret.read(metadata.getNamespace(), metadata.getName(), secret.getType(), data),
              type.map(
                      known -> ExpiringToken.in(known, data.getOrDefault(known.dataKey(), NOTHING)))
                  .orElse(List.of()),
              Optional.ofNullable(metadata.getCreationTimestamp()),
              fields.dataWritten()));
    }
  }

  /** A Secret of another type with such data was most likely meant to be a pull secret. */
  private static boolean holdsDockerConfig(Secret secret) {
    for (SecretType each : SecretType.values()) {
      if (secret.getData().containsKey(each.dataKey())) {
        return true;
      }
    }
    return false;
  }

  private void addDepartment(ObjectFields fields, String apiVersion, String kind)
      throws MalformedObjectException {
    int slash = apiVersion.indexOf('/');
    if (slash < 0) {
      return;
    }
    String resource =
        Pluralize.toPlural(kind.toLowerCase(Locale.ROOT)) + "." + apiVersion.substring(0, slash);
    int place = rules.departmentResources().indexOf(resource);
    if (place >= 0) {
      ObjectMeta metadata = fields.metadata();
      departments
          .get(place)
          .put(
              Objects.requireNonNullElse(metadata.getNamespace(), ""),
              metadata.getName(),
              rules.projectRule().departmentOf(metadata.getLabels()));
      newDepartments.add(place);
    }
  }

  /** What the webhook would know. */
  public ClusterIndex index() {
    // Once for each table: the index takes it as a whole.
    newDepartments.forEach(
        place -> index.putDepartments(place, departments.get(place).byProject()));
    newDepartments.clear();
    return index;
  }

  /** The namespace of the project of that name. */
  public Optional<String> namespaceOf(String project) {
    return Optional.ofNullable(namespacesOfProjects.get(project));
  }

  /** The pull secrets that a ServiceAccount lists, which Kubernetes gives to pods without any. */
  public List<String> pullSecretsOf(String namespace, String serviceAccount) {
    return pullSecretsOfAccounts.getOrDefault(namespace + "/" + serviceAccount, List.of());
  }

  /** All Secrets with registry credentials, or meant to have some, by namespace and name. */
  public Collection<StoredSecret> secrets() {
    return List.copyOf(secrets.values());
  }
}
