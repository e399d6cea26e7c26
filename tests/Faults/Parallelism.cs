[assembly: NUnit.Framework.LevelOfParallelism(2)]
