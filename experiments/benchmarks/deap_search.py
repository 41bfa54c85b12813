"""Evaluations per second of DEAP's eaSimple: 20 genes of three choices, 100 individuals, tournaments
of 3, uniform crossover 0.8, mutation 0.05 a gene, and an evaluator that does next to nothing.
Usage: deap_search.py [generations] [seconds]"""
import random
import sys
import time

from deap import algorithms, base, creator, tools

generations = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10

creator.create("Fitness", base.Fitness, weights=(1.0,))
creator.create("Individual", list, fitness=creator.Fitness)
toolbox = base.Toolbox()
toolbox.register("gene", random.randint, 0, 2)
toolbox.register("individual", tools.initRepeat, creator.Individual, toolbox.gene, 20)
toolbox.register("population", tools.initRepeat, list, toolbox.individual)
toolbox.register("evaluate", lambda individual: (sum(individual),))
toolbox.register("mate", tools.cxUniform, indpb=0.5)
toolbox.register("mutate", tools.mutUniformInt, low=0, up=2, indpb=0.05)
toolbox.register("select", tools.selTournament, tournsize=3)

best = 0
seed = 0
end = time.perf_counter() + seconds
while time.perf_counter() < end:
    random.seed(seed)
    seed += 1
    population = toolbox.population(n=100)
    start = time.perf_counter()
    _, log = algorithms.eaSimple(population, toolbox, 0.8, 1.0, generations, verbose=False)
    best = max(best, sum(log.select("nevals")) / (time.perf_counter() - start))
print("DEAP evaluations per second: %.0f" % best)
