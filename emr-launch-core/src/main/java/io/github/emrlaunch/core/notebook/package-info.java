/** Interactive clusters: JupyterHub on EMR, with its users, notebooks in S3 and a tunnel. */
@NullMarked
package io.github.emrlaunch.core.notebook;

import org.jspecify.annotations.NullMarked;
