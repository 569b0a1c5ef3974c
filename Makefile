# `make` lists the targets. Set MAVEN for another Maven, MAVEN_ARGS for more options of it.
MAVEN ?= mvn
MAVEN_ARGS ?=
MVN = $(MAVEN) -B -ntp $(MAVEN_ARGS)
# Maven itself reads this variable too, and would then see each option twice.
unexport MAVEN_ARGS

# The demo and the server it starts run on JAVA_HOME, or else on a JDK 25 if there is one.
JAVA = $(firstword $(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,$(wildcard /usr/lib/jvm/*-25-*/bin/java /usr/lib/jvm/*-25/bin/java)) java)
# One log manager for all libraries; and Netty without Unsafe, of whose use newer JDKs warn.
DEMO = $(JAVA) -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Dio.netty.noUnsafe=true \
  -cp "target/test-classes:$$(cat target/demo.classpath)" io.pullsecrets.demo.Demo
SOAK = $(JAVA) -Xmx1g -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Dio.netty.noUnsafe=true \
  -cp "target/test-classes:$$(cat target/demo.classpath)" io.pullsecrets.fault.Soak
SOAK_MINUTES ?= 20
SOURCES = pom.xml $(shell find src -type f)

# The image that is built and installed; a cluster needs one in a registry that its nodes can reach.
IMAGE ?= pull-secret-injector:0.1.0-SNAPSHOT
# docker or podman, whichever is there.
ENGINE ?= $(firstword $(foreach engine,docker podman,$(if $(shell command -v $(engine) 2>/dev/null),$(engine))))
KUBECTL ?= kubectl
# Where the command line is installed.
PREFIX ?= $(HOME)/.local
# What is installed: src/main/kubernetes, or one of its overlays.
MANIFESTS ?= src/main/kubernetes

# How long `make fuzz` gives each of its targets, and what they are: classes among the tests.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= image.ImageReferenceFuzz registry.RegistryKeyFuzz registry.DockerConfigFuzz admission.ReviewFuzz

# What `make mutation-test` mutates.
ROOMS ?= image project registry injection replication

VERIFY = verify
# What pulls from a real registry in a test (CONTRIBUTING.md).
E2E_PROGRAMS = docker-registry skopeo
NO_REGISTRY = "Tests that pull from a real registry were skipped: $(E2E_PROGRAMS) aren't all there (make e2e-deps)."
# What some tests use if it is there (docs/testing.md).
BROWSERS = chromium chromium-browser google-chrome
TEST_PROGRAMS = kubectl promtool faketime
NO_PROGRAM = "Some tests were skipped, since there is no program"
NO_API_SERVER = "Tests on a real API server were skipped: KUBEBUILDER_ASSETS names no folder with one (CONTRIBUTING.md)."

.DEFAULT_GOAL := help
.PHONY: help test integration-test fault-test soak run demo bench docs package image install uninstall \
  install-cli format clean check-tools e2e-deps fuzz mutation-test supply-chain reproducible \
  check-api-server
.DELETE_ON_ERROR:

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

test: check-tools ## Build and run all tests; ends with one line of counts
integration-test: check-tools check-api-server ## Run the tests on a real API server alone (KUBEBUILDER_ASSETS)
integration-test: VERIFY += -DskipUnitTests

test integration-test:
	@mkdir -p target; rm -f target/test.failed; \
	{ $(MVN) $(VERIFY) 2>&1 || touch target/test.failed; } | tee target/test.log; \
	test -n "$(KUBEBUILDER_ASSETS)" || echo $(NO_API_SERVER); \
	for program in $(E2E_PROGRAMS); do command -v $$program >/dev/null || { echo $(NO_REGISTRY); break; }; done; \
	for program in $(BROWSERS); do command -v $$program >/dev/null && break; done || echo $(NO_PROGRAM) chromium; \
	for program in $(TEST_PROGRAMS); do command -v $$program >/dev/null || echo $(NO_PROGRAM) $$program; done; \
	awk ' \
	  /Tests run: .*Skipped: [0-9]+$$/ { \
	    gsub(/[^0-9 ]/, ""); tests += $$1; failed += $$2 + $$3; skipped += $$4 \
	  } \
	  END { printf "\n%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped } \
	' target/test.log; \
	test ! -e target/test.failed

fault-test: check-tools ## Run the server under load while the API server fails and clocks jump, for longer than the tests do; takes minutes
	@$(MVN) -q verify -DskipUnitTests -Dit.test=FaultsUnderLoadIT,ClockJumpIT -Dfault.seconds=15

soak: check-tools target/demo.stamp ## Run two servers under load and change for SOAK_MINUTES (20); fails if they need more and more
	@$(SOAK) $(SOAK_MINUTES)

e2e-deps: ## Install the registry and the program that pulls, for the tests that do (Debian, Ubuntu; as root)
	apt-get install -y --no-install-recommends $(E2E_PROGRAMS)

fuzz: check-tools ## Fuzz what reads input from outside, each target for FUZZ_SECONDS (60)
	@$(MVN) -q -Pfuzz test-compile dependency:build-classpath
	@JAVA="$(JAVA)" src/test/fuzz.sh $(FUZZ_SECONDS) $(FUZZ_TARGETS)

mutation-test: check-tools ## Mutate the pure rooms (ROOMS) and run their tests; fails below 85 % killed
	@for room in $(ROOMS); do $(MVN) -q -Pmutation -Droom=$$room test-compile pitest:mutationCoverage || exit 1; done
	@echo "Reports: target/mutation/*/index.html"

supply-chain: check-tools ## Check dependencies and their licences; writes target/licenses.txt and target/sbom.json
	@$(MVN) -q test-compile dependency:analyze-only license:add-third-party quarkus:dependency-sbom \
	  -Dquarkus.dependency.sbom.output-file=target/sbom.json
	@echo "target/licenses.txt: every dependency has an allowed licence. target/sbom.json: CycloneDX."

reproducible: check-tools ## Build twice, apart from each other, and compare all files
	@MAVEN="$(MVN)" src/test/reproducible.sh

run: check-tools target/demo.stamp ## Serve on 8443 beside an in-memory Kubernetes API (PORT, MANAGEMENT_PORT)
	@exec $(DEMO) run

demo: check-tools target/demo.stamp ## Send the example pods through the server; fails if one gets something else
	@exec $(DEMO) demo

bench: check-tools ## Measure decisions, replication, load and start; takes several minutes
	@$(MVN) -q -Pbench -DskipTests -Dexec.executable="$(JAVA)" package exec:exec
	@$(MVN) -q -Pbench -Dexec.executable="$(JAVA)" -Dbench.main=io.pullsecrets.replicator.MeasureReplication exec:exec
	@$(MVN) -q -Pbench -Dexec.executable="$(JAVA)" -Dbench.main=io.pullsecrets.load.MeasureLoad exec:exec
	@$(MVN) -q -Pbench -Dexec.executable="$(JAVA)" -Dbench.main=io.pullsecrets.load.MeasureScale exec:exec
	@$(MVN) -q -DskipTests package
	@$(MVN) -q -Pminimal -Dmaven.test.skip package
	@$(MVN) -q -Pbench -Dexec.executable="$(JAVA)" -Dbench.main=io.pullsecrets.load.MeasureStart exec:exec

docs: check-tools ## Renew the parts of documents that are made from the code
	@$(MVN) -q test -Dtest=ReasonsReferenceTest,MetricsTest,MonitoringTest -Ddocs.write=true

package: check-tools ## Build target/pull-secret-injector.jar without running the tests
	@$(MVN) -DskipTests package

image: ## Build the container image IMAGE with docker or podman (ENGINE)
	@test -n "$(ENGINE)" || { echo "Neither docker nor podman is there: install one, or set ENGINE to another." >&2; exit 1; }
	@$(ENGINE) info >/dev/null 2>&1 || { \
	  echo "$(ENGINE) is there but can't build: \`$(ENGINE) info\` says why." >&2; exit 1; }
	$(ENGINE) build -t $(IMAGE) .

install: ## Install IMAGE into the cluster of kubectl (MANIFESTS, KUBECTL)
	@$(KUBECTL) get namespace runai -o name >/dev/null
	@mkdir -p target/install
	@printf '%s\n' 'resources: [../../$(MANIFESTS)]' 'patches:' '  - target: {kind: Deployment}' \
	  '    patch: |' '      - {op: replace, path: /spec/template/spec/containers/0/image, value: "$(IMAGE)"}' \
	  >target/install/kustomization.yaml
	$(KUBECTL) apply -k target/install
	$(KUBECTL) rollout status deployment/pull-secret-injector -n runai --timeout=5m

uninstall: ## Remove all of it from the cluster of kubectl, copies too (MANIFESTS, KUBECTL)
	@KUBECTL="$(KUBECTL)" src/main/kubernetes/uninstall.sh $(MANIFESTS)

install-cli: check-tools ## Install `kubectl pull-secrets` below PREFIX (~/.local)
	@$(MVN) -q -DskipTests package
	@rm -rf "$(PREFIX)/lib/pull-secret-injector"
	@mkdir -p "$(PREFIX)/lib/pull-secret-injector" "$(PREFIX)/bin"
	@cp target/pull-secret-injector.jar "$(PREFIX)/lib/pull-secret-injector/"
	@install -m 755 src/main/cli/kubectl-pull_secrets "$(PREFIX)/bin/kubectl-pull_secrets"
	@echo "installed $(PREFIX)/bin/kubectl-pull_secrets; with that folder on the PATH: kubectl pull-secrets --help"

format: check-tools ## Format the sources
	@$(MVN) -q spotless:apply

clean: ## Remove everything that was built
	@rm -rf target

# Quiet if all goes well; the whole output if it doesn't.
target/demo.stamp: $(SOURCES) | check-tools
	@echo "building (the first time downloads dependencies)"
	@mkdir -p target
	@$(MVN) -DskipTests package dependency:build-classpath >target/demo-build.log 2>&1 \
	  || { cat target/demo-build.log; exit 1; }
	@touch $@

check-api-server:
	@test -n "$(KUBEBUILDER_ASSETS)" || { echo $(NO_API_SERVER) >&2; exit 1; }

check-tools:
	@command -v $(firstword $(MAVEN)) >/dev/null 2>&1 || { \
	  echo "Maven 3.8.6 or newer is needed: install it (for example: apt-get install maven), or set MAVEN to it." >&2; exit 1; }
	@$(MAVEN) -v 2>&1 | awk ' \
	  function older(version, than,    a, b, i) { \
	    split(version, a, /[^0-9]+/); split(than, b, "."); \
	    for (i = 1; i <= 3; i++) if (a[i] + 0 != b[i] + 0) return a[i] + 0 < b[i] + 0; \
	    return 0; \
	  } \
	  { gsub(/\033\[[0-9;]*m/, "") } \
	  $$1 == "Apache" && $$2 == "Maven" { maven = $$3 } \
	  /^Java version: / { java = $$3; sub(/,.*/, "", java); home = $$0; sub(/.*runtime: /, "", home) } \
	  function quote(path) { gsub(/\047/, "\047\\\047\047", path); return "\047" path "\047" } \
	  END { \
	    jdk = "install a JDK 17 or newer (for example: apt-get install openjdk-17-jdk) and set JAVA_HOME to it."; \
	    if (java == "") problem = "Maven finds no JDK: " jdk; \
	    else if (older(java, "17")) problem = "Java " java " is too old: " jdk; \
	    else if (system("test -x " quote(home "/bin/javac"))) problem = home " has no compiler: " jdk; \
	    else if (older(maven, "3.8.6")) problem = "Maven " maven " is too old: install 3.8.6 or newer, or set MAVEN to it."; \
	    if (problem != "") { print problem > "/dev/stderr"; exit 1 } \
	  }'
