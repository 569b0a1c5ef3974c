package io.pullsecrets.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The pages as HTML, which escapes all that is put into it. Checked when the product is built. */
@CheckedTemplate(basePath = "page")
final class Templates {
  private Templates() {}

  static native TemplateInstance overview(OverviewPage page);

  static native TemplateInstance secrets(SecretsPage page);

  static native TemplateInstance projects(ProjectsPage page);

  static native TemplateInstance project(ProjectPage page);

  static native TemplateInstance decisions(DecisionsPage page);

  static native TemplateInstance explain(ExplainPage page);
}
