package io.crnas.experiments.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.training.Learning;
import io.crnas.detection.training.Recipe;
import io.crnas.external.CommandSettings;
import io.crnas.external.TableSettings;
import io.crnas.framework.evolution.Breeding;
import io.crnas.framework.evolution.Selection;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.Retinanet;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each record has the defaults written here, and each of its keys reaches its component. */
class RecordsTest {

  private static final String LEVEL = "{level: stage, evaluator: {kind: supernet, steps: 200}}";

  /** The record, the least YAML, what it means in full, and one where every key differs. */
  static Stream<Arguments> records() {
    return Stream.of(
        of(
            Flip.class,
            "{}",
            "{horizontal: true, vertical: false}",
            "{horizontal: false, vertical: true}"),
        of(
            Jitter.class,
            "{}",
            "{brightness: 0, contrast: 0, saturation: 0, hue: 0}",
            "{brightness: 0.4, contrast: 0.3, saturation: 2, hue: 0.5}"),
        of(
            PixelNormalisation.class,
            "{}",
            "{mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]}",
            "{mean: [0.5, 0.5, 0.5], deviation: [1, 1, 1]}"),
        of(
            AnnotatedImages.class,
            "{annotations: a}",
            "{annotations: a}",
            "{annotations: c, images: d}"),
        of(
            Data.Scenes.class,
            "{}",
            """
            {image-size: 128x128, flip: {}, jitter: {}, normalisation: {}, train: 256, val: 64,
             test: 64, world: mixed, most-objects: 7, seed: 1}\
            """,
            """
            {image-size: 96x160, flip: {vertical: true}, jitter: {hue: 0.1},
             normalisation: {mean: [0, 0, 0]}, train: 1, val: 2, test: 3, world: far,
             categories: [pair, single], smallest-object: 4, most-objects: 1, seed: -4}\
            """),
        of(
            FileData.Voc.class,
            "{image-size: 240x320, val: d}",
            """
            {image-size: 240x320, flip: {}, jitter: {}, normalisation: {}, train: train, val: d,
             validation-seed: 1, test: test, pixels: auto, strict: false, decode: true}\
            """,
            """
            {image-size: 24/32, scales: [16, 24], flip: {vertical: true}, jitter: {hue: 0.1},
             normalisation: {mean: [0, 0, 0]}, path: a/b, categories: [x, y], train: a,
             validation-images: 2, validation-seed: 3, test: c, pixels: from-0, strict: true,
             decode: false}\
            """),
        of(
            FileData.Coco.class,
            "{image-size: 800/1333, validation-images: 5000}",
            """
            {image-size: 800/1333, flip: {}, jitter: {}, normalisation: {},
             train: {annotations: annotations/instances_train2017.json, images: train2017},
             validation-images: 5000, validation-seed: 1,
             test: {annotations: annotations/instances_val2017.json, images: val2017},
             strict: false, decode: false}\
            """,
            """
            {image-size: 24/32, scales: [16, 24], flip: {vertical: true}, jitter: {hue: 0.1},
             normalisation: {mean: [0, 0, 0]}, path: a/b, categories: [x, y],
             train: {annotations: a, images: b}, val: {annotations: c, images: d},
             validation-seed: 3, test: {annotations: e, images: f}, strict: true, decode: true}\
            """),
        of(
            FileData.Csv.class,
            "{image-size: 240x320, validation-images: 10}",
            """
            {image-size: 240x320, flip: {}, jitter: {}, normalisation: {},
             train: {annotations: train.csv}, validation-images: 10, validation-seed: 1,
             test: {annotations: test.csv}, pixels: auto, strict: false, decode: true}\
            """,
            """
            {image-size: 24/32, scales: [16, 24], flip: {vertical: true}, jitter: {hue: 0.1},
             normalisation: {mean: [0, 0, 0]}, path: a/b, categories: [x, y],
             train: {annotations: a, images: b}, val: {annotations: c, images: d},
             validation-seed: 3, test: {annotations: e, images: f}, pixels: from-1,
             strict: true, decode: false}\
            """),
        of(
            FileData.Auto.class,
            "{image-size: 240x320}",
            """
            {image-size: 240x320, flip: {}, jitter: {}, normalisation: {}, pixels: auto,
             strict: false, decode: true}\
            """,
            """
            {image-size: 24/32, scales: [16, 24], flip: {vertical: true}, jitter: {hue: 0.1},
             normalisation: {mean: [0, 0, 0]}, path: a/b, categories: [x, y], layout: yolo,
             pixels: from-1, strict: true, decode: false}\
            """),
        of(
            FasterRcnn.class,
            "{}",
            """
            {neck: fpn, fpn-channels: 256, head-width: 1024, anchor-sizes: [32, 64, 128, 256, 512],
             anchor-ratios: [0.5, 1, 2], rpn-pre-nms: 2000, rpn-post-nms: 1000, rpn-batch: 256,
             roi-batch: 512, canonical-side: 224, score-threshold: 0.05, nms-threshold: 0.5, detections: 100}\
            """,
            """
            {neck: pafpn, fpn-channels: 1, head-width: 2, anchor-sizes: [1, 2, 3, 4, 5], anchor-ratios: [1.5],
             rpn-pre-nms: 3, rpn-post-nms: 4, rpn-batch: 5, roi-batch: 6, canonical-side: 50.5,
             score-threshold: 0.1, nms-threshold: 0.2, detections: 7}\
            """),
        of(
            CascadeRcnn.class,
            "{}",
            """
            {faster-rcnn: {}, overlaps: [0.5, 0.6, 0.7], loss-weights: [1, 0.5, 0.25], masks: false}\
            """,
            """
            {faster-rcnn: {head-width: 2}, overlaps: [0.4, 0.5], loss-weights: [2, 1], masks: true}\
            """),
        of(MaskRcnn.class, "{}", "{faster-rcnn: {}}", "{faster-rcnn: {head-width: 2}}"),
        of(
            Retinanet.class,
            "{}",
            """
            {neck: fpn, fpn-channels: 256, convolutions: 4, anchor-sizes: [32, 64, 128, 256, 512],
             anchor-ratios: [0.5, 1, 2], foreground: 0.5, background: 0.4, focal-alpha: 0.25,
             focal-gamma: 2, pre-nms: 1000, score-threshold: 0.05, nms-threshold: 0.5,
             detections: 100}\
            """,
            """
            {neck: pafpn, fpn-channels: 1, convolutions: 2, anchor-sizes: [1, 2, 3, 4, 5], anchor-ratios: [1.5],
             foreground: 0.7, background: 0.3, focal-alpha: 0.5, focal-gamma: 1, pre-nms: 6,
             score-threshold: 0.1, nms-threshold: 0.2, detections: 7}\
            """),
        of(
            Fcos.class,
            "{}",
            """
            {neck: fpn, fpn-channels: 256, convolutions: 4, centre-radius: 1.5, pre-nms: 1000,
             score-threshold: 0.05, nms-threshold: 0.6, detections: 100}\
            """,
            """
            {neck: pafpn, fpn-channels: 1, convolutions: 2, centre-radius: 2.5, pre-nms: 3,
             score-threshold: 0.1, nms-threshold: 0.2, detections: 7}\
            """),
        of(
            Space.class,
            "{backbone: resnet18, blocks: [{kernel: 5}]}",
            """
            {backbone: resnet18, deformable: [], dilation-rule: any,
             modulated: false, sharing: nested, blocks: [{kernel: 5}]}\
            """,
            """
            {backbone: resnet50, width: 8, group-norm: 4, deformable: [5], modulated: true, stages: [[1], [2], [3], [4, 5]], dilations: [2],
             dilation-rule: hdc, sharing: branch}\
            """),
        of(
            Block.class,
            "{}",
            "{kernel: 3, dilations: [1], xception: false}",
            "{kernel: 5, dilations: [2, 1], expansion: 4, xception: true}"),
        of(
            Budget.class,
            "{input: 64x64}",
            "{metric: macs, convention: mac, scope: backbone, input: 64x64, tolerance: 0.01}",
            """
            {metric: parameters, convention: thop, scope: detector, input: 32x64,
             baseline: 3-4-6-3, tolerance: 0.5}\
            """),
        of(
            Recipe.class,
            "{}",
            """
            {batch: 4, accumulate: 1, parallel: 1, optimizer: sgd, learning-rate: 0.02, warmup-steps: 100,
             warmup: linear, warmup-factor: 0.001, momentum: 0.9, weight-decay: 1e-4,
             schedule: steps, milestones: [0.7, 0.9], restarts: [], frozen-stages: 0,
             frozen-batch-norm: false}\
            """,
            """
            {batch: 1, accumulate: 2, parallel: 2, optimizer: adamw, learning-rate: 0.5, rate-for: 16, warmup-steps: 0,
             warmup-epochs: 0.5, warmup: constant, warmup-factor: 0.3, momentum: 0, weight-decay: 0, clip-norm: 10,
             schedule: cosine, milestones: [], restarts: [0.5], ema: 0.999, frozen-stages: 2,
             frozen-batch-norm: true}\
            """),
        of(
            Evaluator.Supernet.class,
            "{steps: 200, learning: {kind: darts}, fine-tuning: {steps: 150}}",
            """
            {steps: 200, sampling: uniform, learning: {kind: darts}, recipe: {},
             calibration-images: 64, batch: 8, fine-tuning: {steps: 150}, supernets: 1}\
            """,
            """
            {epochs: 3, sampling: path-dropout, drop-paths: 0.5, recipe: {batch: 1}, calibration-images: 1, batch: 2,
             images: 3, weights: {file: a}, supernets: 2}\
            """),
        of(
            FineTuning.class,
            "{steps: 200}",
            "{steps: 200, recipe: {}}",
            "{epochs: 3, recipe: {batch: 1}}"),
        of(
            InitialWeights.class,
            "{}",
            "{renormalise: false, calibration-images: 64}",
            "{file: a/b.npz, blocks: 1-2-3-4, renormalise: true, calibration-images: 1}"),
        of(
            Evaluator.Standalone.class,
            "{steps: 200}",
            "{steps: 200, recipe: {}, batch: 8}",
            "{epochs: 3, recipe: {batch: 1}, batch: 2, images: 3}"),
        of(
            TableSettings.class,
            "{file: scores.csv}",
            "{file: scores.csv, candidate: candidate}",
            "{file: a/b.JSON, candidate: net, metrics: [AP]}"),
        of(
            CommandSettings.class,
            "{command: [a]}",
            "{command: [a], timeout: 600, retries: 0, parallel: 1}",
            "{command: [a, b 1, 2], timeout: 0.5, retries: 1, parallel: 2, version: c}"),
        of(
            Strategy.Evolution.class,
            "{}",
            """
            {population: 20, generations: 10, offspring: 0.5, selection: {kind: tournament},
             breeding: {}}\
            """,
            """
            {population: 30, generations: 0, offspring: 0.6, elites: 1,
             selection: {kind: linear-rank}, breeding: {move: 0}}\
            """),
        of(Selection.Tournament.class, "{}", "{size: 3}", "{size: 2}"),
        of(Selection.Truncation.class, "{best: 1}", "{best: 1}", "{best: 2}"),
        of(Selection.LinearRank.class, "{}", "{}", "{}"),
        of(
            Breeding.class,
            "{}",
            "{crossover: uniform, crossed: 0.8, mutation: 0.05, move: 0.2}",
            "{crossover: single-point, crossed: 1, mutation: 0, move: 1}"),
        of(Strategy.Greedy.class, "{}", "{keep: 3, completions: 8}", "{keep: 1, completions: all}"),
        of(Strategy.Exhaustive.class, "{}", "{limit: 10000}", "{limit: 1}"),
        of(Strategy.Random.class, "{}", "{evaluations: 100}", "{evaluations: 1}"),
        of(
            Strategy.Surrogate.class,
            "{}",
            "{first: 20, evaluations: 100, batch: 10}",
            "{first: 2, evaluations: 2, batch: 1}"),
        of(
            Strategy.LocalSearch.class,
            "{}",
            "{first: 10, evaluations: 100, batch: 10}",
            "{first: 1, evaluations: 1, batch: 1}"),
        of(Strategy.Preferred.class, "{}", "{evaluations: 10}", "{evaluations: 2}"),
        of(
            Learning.Darts.class,
            "{}",
            "{learning-rate: 0.0003, weight-decay: 0.001, order: first}",
            "{learning-rate: 0.5, weight-decay: 0, order: second}"),
        of(
            Learning.Proxyless.class,
            "{}",
            "{learning-rate: 0.001, every: 5, warmup: 0.2}",
            "{learning-rate: 0.5, every: 1, warmup: 0}"),
        of(
            Strategy.Reinforce.class,
            "{}",
            "{evaluations: 100, batch: 10, entropy: 1e-4, decay: 0.9}",
            """
            {evaluations: 1, batch: 1, learning-rate: 1, entropy: 0, decay: 0,
             controller-units: 100}\
            """),
        of(
            Strategy.Pareto.class,
            "{}",
            "{cost: macs, population: 20, generations: 10, offspring: 0.5, breeding: {}}",
            """
            {cost: latency, latency: {file: a}, population: 4, generations: 0, offspring: 0.1,
             breeding: {crossed: 0}}\
            """),
        of(LatencyFile.class, "{file: a}", "{file: a}", "{file: b}"),
        of(
            Level.class,
            LEVEL,
            """
            {level: stage, evaluator: {kind: supernet, steps: 200}, objective: AP,
             strategy: {kind: evolution}}\
            """,
            """
            {level: spatial, evaluator: {kind: standalone, steps: 200}, objective: AP50,
             strategy: {kind: random}, choose-by: expectation}\
            """),
        of(
            Retrain.class,
            "{epochs: 3, finalists: 2, pretrain: {data: {kind: scenes}, epochs: 200}}",
            """
            {epochs: 3, recipe: {}, finalists: 2, seeds: 1,
             pretrain: {data: {kind: scenes}, epochs: 200}}\
            """,
            """
            {steps: 200, recipe: {batch: 1}, detector: {kind: fcos}, weights: {file: a},
             race: {start: 7}, seeds: 3}\
            """),
        of(
            ClassifiedData.ImageFolder.class,
            "{folder: images}",
            """
            {image-size: 224x224, flip: {}, jitter: {}, normalisation: {}, folder: images,
             train: train, val: val, strict: false, decode: false}\
            """,
            """
            {image-size: 96x160, flip: {vertical: true}, jitter: {hue: 0.1},
             normalisation: {mean: [0, 0, 0]}, folder: other, train: a, val: b, val-classes: c.txt,
             strict: true, decode: true}\
            """),
        of(
            ClassifiedData.Scenes.class,
            "{}",
            """
            {image-size: 64x64, flip: {}, jitter: {}, normalisation: {}, train: 2000, val: 500,
             world: mixed, seed: 1}\
            """,
            """
            {image-size: 96x160, flip: {vertical: true}, jitter: {hue: 0.1},
             normalisation: {mean: [0, 0, 0]}, train: 1, val: 2, world: far,
             categories: [pair, single], smallest-object: 4, seed: -4}\
            """),
        of(
            ClassificationTraining.class,
            "{data: {kind: scenes}, epochs: 200}",
            """
            {data: {kind: scenes}, epochs: 200, recipe: {schedule: cosine}, label-smoothing: 0.1,
             crop: {least-area: 0.08, most-stretch: 1.3333333333333333}}\
            """,
            """
            {data: {kind: image-folder, folder: a}, steps: 9,
             recipe: {warmup-steps: 1}, label-smoothing: 0,
             crop: {least-area: 1, most-stretch: 1}}\
            """),
        of(
            Race.class,
            "{}",
            "{start: 16, keep: [6, 3], seeds: [1, 2, 4]}",
            "{start: 5, keep: [2], seeds: [2, 3]}"),
        of(
            Export.class,
            "{}",
            """
            {opset: 17, fold-batch-norm: true, parity-tolerance: 1e-4, parity-sizes: [],
             timed-runs: 30}\
            """,
            """
            {opset: 18, fold-batch-norm: false, parity-tolerance: 1e-3, parity-sizes: [8x16],
             timed-runs: 0}\
            """),
        of(
            Experiment.class,
            "{name: a, data: {kind: scenes}, space: {backbone: resnet18}, budget: {input: 8x8},"
                + " retrain: {steps: 200}}",
            "{name: a, seed: 1, device: auto, threads: auto, precision: fp32, parallel: 1, data: {kind: scenes},"
                + " detector: {kind: faster-rcnn}, space: {backbone: resnet18},"
                + " budget: {input: 8x8}, levels: [], retrain: {steps: 200}, export: {}}",
            "{name: b, seed: 2, device: cpu, threads: 2, precision: bf16, parallel: 2,"
                + " data: {kind: voc, image-size: 8x8},"
                + " detector: {kind: faster-rcnn, detections: 1}, space: {backbone: resnet50},"
                + " budget: {input: 9x9}, levels: [{level: spatial,"
                + " evaluator: {kind: supernet, steps: 200}}],"
                + " retrain: {steps: 300}, export: {opset: 18}, base: here,"
                + " budgets: [resnet50]}"));
  }

  private static Arguments of(
      Class<? extends Record> type, String least, String full, String other) {
    return Arguments.of(type, least, full, other);
  }

  @ParameterizedTest
  @MethodSource("records")
  void defaultsAreTheOnesWrittenHere(
      Class<? extends Record> type, String least, String full, String other) {
    assertEquals(bind(type, full), bind(type, least));
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyKeyReachesItsComponent(
      Class<? extends Record> type, String least, String full, String other)
      throws ReflectiveOperationException {
    Object usual = bind(type, least);
    Object different = bind(type, other);
    for (RecordComponent component : type.getRecordComponents()) {
      assertNotEquals(
          component.getAccessor().invoke(usual),
          component.getAccessor().invoke(different),
          component::getName);
    }
    assertEquals(
        different, bind(type, Language.builtIn().write((Record) different)), "written and read");
  }

  private static Object bind(Class<? extends Record> type, String yaml) {
    return Language.builtIn().read(type, "test", yaml, List.of());
  }
}
