package io.github.emrlaunch.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import software.constructs.Construct;

@AnalyzeClasses(packages = "io.github.emrlaunch.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule buildersFollowOneConvention =
            classes().that().haveSimpleName("Builder").should(new BuilderConvention());

    @ArchTest
    static final ArchRule constructsHaveNoPublicConstructors = noConstructors()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage("..core..").and(assignableTo(Construct.class)))
            .should()
            .bePublic();

    @ArchTest
    static final ArchRule constructsNeverCallTheLambdaFunctions =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.github.emrlaunch.lambdas..");

    @ArchTest
    static final ArchRule constructsNeverCallTheLocalEmulator =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.github.emrlaunch.local..");

    @ArchTest
    static final ArchRule constructsAreFinal = classes()
            .that()
            .areAssignableTo(Construct.class)
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule whatConstructsShareIsInternal = classes()
            .that()
            .areAssignableTo(Construct.class)
            .and()
            .haveModifier(JavaModifier.ABSTRACT)
            .should()
            .resideInAPackage("io.github.emrlaunch.core.internal");

    /**
     * Older CDK runtimes pass an argument to a stable producer, and then fail with "Converting circular structure to
     * JSON".
     */
    @ArchTest
    static final ArchRule producersOfLazyValuesTakeTheContext = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("software\\.amazon\\.awscdk\\.IStable\\w+Producer");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.github.emrlaunch.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule profilesAndClusterConfigurationsKnowNothingOfEachOther = noClasses()
            .that()
            .resideInAPackage("..core.profile..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..core.cluster..", "..core.launch..");

    @ArchTest
    static void rulesSawTheConstructs(JavaClasses classes) {
        assertThat(classes).hasSizeGreaterThan(20);
        assertThat(classes.contain("io.github.emrlaunch.core.launch.EmrLaunchFunction"))
                .isTrue();
    }

    @ArchTest
    static void rulesSawTheBuilders(JavaClasses classes) {
        assertThat(classes.that(simpleName("Builder"))).hasSizeGreaterThanOrEqualTo(16);
    }
}
