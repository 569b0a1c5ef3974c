{{/* The name of all objects. Fixed: certificate, Lease and webhook go by it, and a cluster has one injector. */}}
{{- define "injector.name" -}}
pull-secret-injector
{{- end }}

{{- define "injector.selector" -}}
app.kubernetes.io/name: {{ include "injector.name" . }}
{{- end }}

{{- define "injector.labels" -}}
{{ include "injector.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The name under which the API server calls the Service. */}}
{{- define "injector.host" -}}
{{ include "injector.name" . }}.{{ .Release.Namespace }}.svc
{{- end }}

{{- define "injector.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Only what differs from the injector's defaults. */}}
{{- define "injector.env" -}}
{{- with .Values.configuration }}
{{- if not .clusterWideSecret }}
- name: PULL_SECRET_INJECTOR_CLUSTER_WIDE_SECRET
  value: "false"
{{- end }}
{{- if ne .projectLabel "runai/queue" }}
- name: PULL_SECRET_INJECTOR_PROJECT_LABEL
  value: {{ .projectLabel | quote }}
{{- end }}
{{- if ne .projectSecrets "declared" }}
- name: PULL_SECRET_INJECTOR_PROJECT_SECRETS
  value: {{ .projectSecrets }}
{{- end }}
{{- if not .statusPage }}
- name: PULL_SECRET_INJECTOR_STATUS_PAGE
  value: "false"
{{- end }}
{{- if ne .logLevel "INFO" }}
- name: QUARKUS_LOG_CATEGORY__IO_PULLSECRETS__LEVEL
  value: {{ .logLevel }}
{{- end }}
{{- end }}
{{- with .Values.tracing.endpoint }}
- name: PULL_SECRET_INJECTOR_TRACING_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.clients }}
{{- if .configMap }}
- name: PULL_SECRET_INJECTOR_CLIENT_CA
  value: /etc/pull-secret-injector/client-ca/ca.crt
{{- with .names }}
- name: PULL_SECRET_INJECTOR_CLIENT_NAMES
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- if ne .Values.certificates.mode "own" }}
- name: PULL_SECRET_INJECTOR_TLS_CERTIFICATE
  value: /etc/pull-secret-injector/tls/tls.crt
- name: PULL_SECRET_INJECTOR_TLS_KEY
  value: /etc/pull-secret-injector/tls/tls.key
{{- end }}
- name: PULL_SECRET_INJECTOR_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end }}
