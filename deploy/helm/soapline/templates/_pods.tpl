{{/* What every pod has: no privileges, no token, no write access but to /tmp, which is memory. */}}
{{- define "soapline.pod" -}}
serviceAccountName: {{ include "soapline.name" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "soapline.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{/* Replicas of one component on as many machines as there are. */}}
{{- define "soapline.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ include "soapline.select" . | nindent 8 }}
{{- end -}}

{{- define "soapline.secretVariable" -}}
- name: {{ .name }}
  valueFrom: {secretKeyRef: {name: {{ .root.Values.existingSecret }}, key: {{ .key }}}}
{{- end -}}

{{- define "soapline.queueVariables" -}}
{{ include "soapline.secretVariable" (dict "root" . "name" "SOAPLINE_REDIS_URL" "key" "redis-url") }}
{{- with .Values.redis.sentinels }}
- name: SOAPLINE_REDIS_SENTINELS
  value: {{ join "," . | quote }}
{{- end }}
{{- if and .Values.redis.sentinels .Values.redis.sentinelPassword }}
{{ include "soapline.secretVariable" (dict "root" . "name" "SOAPLINE_REDIS_SENTINEL_PASSWORD" "key" "sentinel-password") }}
{{- end }}
{{- end -}}

{{- define "soapline.archiveVariables" -}}
{{- with .Values.s3.endpointUrl }}
- name: SOAPLINE_S3_ENDPOINT_URL
  value: {{ . | quote }}
{{- end }}
- name: SOAPLINE_S3_BUCKET
  value: {{ .Values.s3.bucket | quote }}
- name: SOAPLINE_S3_REGION
  value: {{ .Values.s3.region | quote }}
- name: SOAPLINE_S3_PREFIX
  value: {{ .Values.s3.prefix | quote }}
- name: SOAPLINE_S3_CREATE_BUCKET
  value: {{ .Values.s3.createBucket | quote }}
{{- if .Values.s3.accessKeys }}
{{ include "soapline.secretVariable" (dict "root" . "name" "SOAPLINE_S3_ACCESS_KEY_ID" "key" "s3-access-key-id") }}
{{ include "soapline.secretVariable" (dict "root" . "name" "SOAPLINE_S3_SECRET_ACCESS_KEY" "key" "s3-secret-access-key") }}
{{- end }}
{{- if .Values.archive.kmsKeyId }}
- name: SOAPLINE_ARCHIVE_KMS_KEY_ID
  value: {{ .Values.archive.kmsKeyId | quote }}
{{- else }}
{{ include "soapline.secretVariable" (dict "root" . "name" "SOAPLINE_ARCHIVE_KEYS" "key" "archive-keys") }}
{{- end }}
{{- end -}}

{{- define "soapline.modelVariables" -}}
- name: SOAPLINE_NOTES_ENGINE
  value: llm
- name: SOAPLINE_NOTES_LLM_URL
  value: {{ .Values.languageModel.url | quote }}
- name: SOAPLINE_NOTES_LLM_MODEL
  value: {{ .Values.languageModel.model | quote }}
{{- if .Values.languageModel.apiKey }}
{{ include "soapline.secretVariable" (dict "root" . "name" "SOAPLINE_NOTES_LLM_API_KEY" "key" "llm-api-key") }}
{{- end }}
{{- end -}}

{{- define "soapline.settings" -}}
- name: SOAPLINE_METRICS_HOST
  value: 0.0.0.0
- name: SOAPLINE_METRICS_PORT
  value: {{ .Values.metrics.port | quote }}
{{- if .Values.metrics.token }}
{{ include "soapline.secretVariable" (dict "root" . "name" "SOAPLINE_METRICS_TOKEN" "key" "metrics-token") }}
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end -}}

{{- define "soapline.certificatesMount" -}}
{{- if .Values.certificates.secret -}}
- {name: certificates, mountPath: /etc/soapline/certificates, readOnly: true}
{{- end -}}
{{- end -}}

{{- define "soapline.certificatesVolume" -}}
{{- with .Values.certificates.secret -}}
- name: certificates
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end -}}
{{- end -}}

{{- define "soapline.prometheusLogin" -}}
{{- with .Values.keda.prometheus.authenticationRef -}}
authenticationRef: {name: {{ . }}}
{{- end -}}
{{- end -}}
