using UniMem.Components;

namespace UniMem.Training.Tasks;

/// <summary>Kind of component: what else is measured when held-out documents are evaluated, besides perplexity.</summary>
public abstract record EvaluationTaskConfig : ComponentConfig
{
    /// <summary>Makes the task.</summary>
    public abstract IEvaluationTask Build();

    /// <summary>Checks every range.</summary>
    /// <param name="path">Where this task stands in the configuration.</param>
    /// <exception cref="ConfigurationException">A value is out of range; the message names its key.</exception>
    public virtual void Check(string path)
    {
    }
}
