package io.github.emrlaunch.lambdas;

/**
 * An active cluster that a launch has made.
 *
 * @param id the cluster's id
 * @param execution the ARN of the launch's execution, from the cluster's tag
 * @param launchFunction namespace and name of the launch function, from the cluster's tag; empty without that tag
 */
record LaunchedCluster(String id, String execution, String launchFunction) {}
