package io.crnas.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.crnas.detection.torch.Torch;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.external.TableProvider;
import io.crnas.framework.search.Search;
import io.crnas.runtime.Backbone;
import io.crnas.spaces.Allocation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms, and who knows the engines. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Of another module, in a build that has made them.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.crnas");

  @Test
  void everyRoomIsLookedAt() {
    for (Class<?> type :
        List.of(
            Search.class,
            Allocation.class,
            Torch.class,
            TableProvider.class,
            OnnxWriter.class,
            Backbone.class,
            Crnas.class)) {
      assertTrue(CLASSES.contain(type), type::getName);
    }
  }

  @Test
  void theArrowsBetweenTheRoomsAllPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("framework")
        .definedBy("io.crnas.framework..")
        .layer("spaces")
        .definedBy("io.crnas.spaces..")
        .layer("detection")
        .definedBy("io.crnas.detection..")
        .layer("external")
        .definedBy("io.crnas.external..")
        .layer("export")
        .definedBy("io.crnas.export..")
        .layer("runtime")
        .definedBy("io.crnas.runtime..")
        .layer("experiments")
        .definedBy("io.crnas.experiments..")
        .whereLayer("experiments")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("export")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("runtime")
        .mayOnlyBeAccessedByLayers("export", "experiments")
        .whereLayer("runtime")
        .mayNotAccessAnyLayer()
        .whereLayer("detection")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("external")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("spaces")
        .mayOnlyBeAccessedByLayers("detection", "external", "export", "experiments")
        .check(CLASSES);
  }

  @Test
  void noPackageIsInACircle() {
    slices().matching("io.crnas.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onePackageKnowsPyTorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.crnas.detection.torch")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void onePackageKnowsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.crnas.runtime")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnxruntime..")
        .check(CLASSES);
  }

  @Test
  void whatADeploymentRunsNeedsOnnxRuntimeAndNothingElse() {
    classes()
        .that()
        .resideInAPackage("io.crnas.runtime..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.crnas.runtime..", "ai.onnxruntime..", "org.jspecify..", "java..")
        .check(CLASSES);
  }
}
