package io.pullsecrets.replication;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.net.HttpURLConnection;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Lease, with a line in the log when it can't be had. The client's election logs a stack trace
 * at each try, every two seconds.
 */
final class LeadershipLock extends LeaseLock {
  private static final Logger LOG = Logger.getLogger(LeadershipLock.class);

  private final String lease;
  private boolean reported;

  LeadershipLock(String namespace, String name, String identity) {
    super(namespace, name, identity);
    lease = namespace + "/" + name;
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    try {
      LeaderElectionRecord there = super.get(client);
      reported = false;
      return there;
    } catch (KubernetesClientException e) {
      report(e);
      throw e;
    }
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord newRecord) {
    try {
      super.create(client, newRecord);
    } catch (KubernetesClientException e) {
      report(e);
      throw e;
    }
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord newRecord) {
    try {
      super.update(client, newRecord);
    } catch (KubernetesClientException e) {
      report(e);
      throw e;
    }
  }

  private void report(KubernetesClientException failure) {
    // Another replica was faster: that is what the Lease is for.
    if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT && !reported) {
      LOG.warnf(
          "Lease %s can't be had, so this replica writes no copies: %s",
          lease, failure.getMessage());
      reported = true;
    }
  }
}
