/** A cluster with JupyterHub, its users, and their notebooks in S3. */
@NullMarked
package io.github.emrlaunch.examples.jupyterhub;

import org.jspecify.annotations.NullMarked;
