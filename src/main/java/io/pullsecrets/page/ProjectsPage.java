package io.pullsecrets.page;

import java.util.Objects;

/**
 * The projects with their copies.
 *
 * @param frame what stands on every page
 * @param filter part of a project's name or namespace that was asked for; empty for all
 * @param amissOnly whether only those were asked for in which something is amiss
 * @param leads whether this replica leads, which alone knows where something is amiss
 * @param sources how many cluster-wide Secrets there are
 * @param projects those that were asked for
 */
public record ProjectsPage(
    Frame frame,
    String filter,
    boolean amissOnly,
    boolean leads,
    int sources,
    Slice<ProjectRow> projects) {
  public ProjectsPage {
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(projects, "projects");
  }
}
