"""The Celery application of the workers.

Every setting here was chosen for one promise: a message is acknowledged only after its
stage has stored its output or its failure. Source: Celery 5.6 "Configuration and defaults".
"""

import os

# Makes SIGTERM start Celery's soft shutdown; read when celery.platforms is imported.
os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")

from celery import Celery

from pipeline.broker import broker_options
from pipeline.configuration import load_settings

settings = load_settings()

app = Celery("soapline", include=["workers.tasks", "workers.deliveries", "workers.signals"])
app.conf.update(broker_options(settings))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_track_started=True,
    task_send_sent_event=True,
    worker_send_task_events=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_soft_shutdown_timeout=settings.worker.shutdown_timeout,
    worker_enable_soft_shutdown_on_idle=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_proc_alive_timeout=60,
)
