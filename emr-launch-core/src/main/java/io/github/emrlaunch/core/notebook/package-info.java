/** Interactive clusters: JupyterHub on EMR, with its users, their notebooks in S3 and a tunnel to it. */
@NullMarked
package io.github.emrlaunch.core.notebook;

import org.jspecify.annotations.NullMarked;
