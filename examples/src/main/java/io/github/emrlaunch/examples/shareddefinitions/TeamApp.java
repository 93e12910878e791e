package io.github.emrlaunch.examples.shareddefinitions;

import software.amazon.awscdk.App;

/**
 * The CDK app of a team that launches. It loads from the folder that the context names, else from Parameter Store:
 * {@code cdk synth -c emr-launch:definitions-directory=src/main/emr/shared-definitions}.
 */
public final class TeamApp {
    /** The folder with the definitions of the platform, exported by the command line and kept under version control. */
    public static final String DEFINITIONS = "src/main/emr/shared-definitions";

    private TeamApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new TeamStack(app, "Team");
        app.synth();
    }
}
